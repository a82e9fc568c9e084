-- SQLite's V8__status.sql is the same in its own types.

-- Who told that an instance is as it is: a callback, or the gateway when it was asked.
ALTER TABLE connection ADD COLUMN source TEXT;

-- When the gateway last answered, for the processes that do not ask.
ALTER TABLE confirmation ADD COLUMN answered_at BIGINT;
