-- PostgreSQL's V3__alerts.sql is the same in its own types.

-- Whether the gateway said no when it was asked how an instance is, and since when it was told that nobody knows.
ALTER TABLE confirmation ADD COLUMN unconfirmed_refused INTEGER;
ALTER TABLE confirmation ADD COLUMN lost_since INTEGER;

-- The instances whose changes the gateway does not tell us, from when that was told until it is over.
CREATE TABLE lost_registration (
    instance TEXT NOT NULL PRIMARY KEY,
    since    INTEGER NOT NULL
) WITHOUT ROWID;

-- What people are told of: each trouble from when it began, known by the event that told so. The moments of the trouble are
-- since and until; noticed_at and over_at are when that came to be known here. What is a part of another trouble is not told
-- by itself.
CREATE TABLE alert (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,
    sort       TEXT NOT NULL,
    about      TEXT NOT NULL,
    instance   TEXT,
    since      INTEGER NOT NULL,
    noticed_at INTEGER NOT NULL,
    until      INTEGER,
    over_at    INTEGER,
    said       TEXT,
    part       INTEGER NOT NULL
);

CREATE INDEX alert_open ON alert (sort, about) WHERE until IS NULL;
CREATE INDEX alert_part ON alert (id) WHERE part = 1 AND until IS NULL;

-- What each channel was told of each alert, and whether there is nothing more to tell.
CREATE TABLE notice (
    alert       INTEGER NOT NULL,
    channel     TEXT NOT NULL,
    begun_at    INTEGER,
    reminded_at INTEGER,
    given_up    INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    PRIMARY KEY (alert, channel)
) WITHOUT ROWID;

CREATE INDEX notice_due ON notice (channel) WHERE done = 0;
