-- What `migrate` needs before the first migration: its own ledger. Runs once, where the table is absent.
CREATE SCHEMA IF NOT EXISTS ops;

CREATE TABLE ops.migration (
    name text NOT NULL,
    sha256 text NOT NULL,
    is_repeatable boolean NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text NOT NULL DEFAULT current_user,
    made text[] NOT NULL DEFAULT '{}',
    CONSTRAINT migration_pkey PRIMARY KEY (name),
    CONSTRAINT migration_sha256_is_hex CHECK (sha256 ~ '^[0-9a-f]{64}$')
);

COMMENT ON TABLE ops.migration IS 'Which files of sql/ have been applied; a numbered one never changes afterwards.';
COMMENT ON COLUMN ops.migration.name IS 'File name.';
COMMENT ON COLUMN ops.migration.sha256 IS 'Of the file as it was applied, hexadecimal.';
COMMENT ON COLUMN ops.migration.is_repeatable IS 'True for marts and rights, which apply again when they change.';
COMMENT ON COLUMN ops.migration.applied_at IS 'When it was last applied.';
COMMENT ON COLUMN ops.migration.applied_by IS 'The database user who applied it.';
COMMENT ON COLUMN ops.migration.made IS 'Views and functions that this file of marts makes, as DROP names them; of other files empty.';
