-- Does the server have this role?
SELECT EXISTS(SELECT FROM pg_roles WHERE rolname = %(role)s)
