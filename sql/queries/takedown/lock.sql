-- The other side of takedown/share: nobody writes anything made of texts until the end of this transaction.
SELECT ops.wait_for_writers()
