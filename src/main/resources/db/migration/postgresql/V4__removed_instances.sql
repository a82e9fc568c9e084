-- SQLite's V4__removed_instances.sql is the same in its own types.

-- What the instance was called when the trouble began, and since when nobody looks after it any more; null while somebody does.
ALTER TABLE alert ADD COLUMN name TEXT;
ALTER TABLE alert ADD COLUMN removed_at BIGINT;
