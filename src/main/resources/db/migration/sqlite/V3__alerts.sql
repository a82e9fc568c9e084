-- PostgreSQL's V3__alerts.sql is the same in its own types.

-- Whether the gateway said no when it was asked how an instance is, and since when it was told that nobody knows.
ALTER TABLE confirmation ADD COLUMN unconfirmed_refused INTEGER;
ALTER TABLE confirmation ADD COLUMN lost_since INTEGER;

-- The instances whose changes the gateway does not tell us, from when that was told until it is over.
CREATE TABLE lost_registration (
    instance TEXT NOT NULL PRIMARY KEY,
    since    INTEGER NOT NULL
) WITHOUT ROWID;
