-- Entries of a host that wants to be left alone wait until then; nothing counts against them.
UPDATE ops.entry
SET not_before = %(until)s
WHERE site = %(site)s AND host = %(host)s AND not_before < %(until)s
