-- One at a time counts polls; it ends with the transaction.
SELECT ops.take_turn('observations')
