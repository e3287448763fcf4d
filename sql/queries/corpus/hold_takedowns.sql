-- Holds every takedown back until the end of this transaction, as takedown/share does. Not by that query: a SELECT would
-- see the warehouse as it was before it waited, and keep text that was erased meanwhile.
LOCK TABLE ops.takedown_gate IN ROW SHARE MODE
