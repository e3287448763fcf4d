-- One at a time: two transactions that do not see each other's articles would not relate them. Held until the end.
SELECT ops.take_turn('duplicates')
