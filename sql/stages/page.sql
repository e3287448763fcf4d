-- New pages of one transaction on their way into raw.page; compressed already, so the server must not try.
CREATE TEMP TABLE stage_page (LIKE raw.page) ON COMMIT DROP;
ALTER TABLE stage_page ALTER COLUMN stored_at DROP NOT NULL, ALTER COLUMN body SET STORAGE EXTERNAL;
