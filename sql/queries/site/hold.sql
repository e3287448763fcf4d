-- Is the lease still ours? The lock keeps it so until the transaction ends.
SELECT site
FROM ops.site
WHERE site = %(site)s AND lease_token = %(lease_token)s
FOR UPDATE
