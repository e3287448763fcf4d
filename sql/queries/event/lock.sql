-- One transaction at a time relates events: each looks at what the one before has written.
SELECT ops.take_turn('events')
