"""The only user of psycopg: one module per noun, SQL in sql/queries."""
