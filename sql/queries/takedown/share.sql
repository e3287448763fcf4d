-- Whoever writes what is made of texts holds this until the end of its transaction: a takedown waits for all of them,
-- and none begins while it erases. So nothing can be written of a text that has just been erased. Whoever waits for a
-- turn among its like (run/lock, event/lock, duplicate/lock) does so before, and locks rows after: no circle can close.
SELECT ops.hold_takedowns_back()
