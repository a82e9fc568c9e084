-- PostgreSQL's V5__uptime.sql is the same in its own types.

-- The days, in UTC and counted from 1970, on which something was told of an instance; until the next one it was as at the end of
-- each. For how many milliseconds it was how, as if nothing more came; since when it was as at the end; what PlugZapi said last.
CREATE TABLE uptime_day (
    instance     TEXT NOT NULL,
    day          INTEGER NOT NULL,
    connected    INTEGER NOT NULL,
    disconnected INTEGER NOT NULL,
    unknown      INTEGER NOT NULL,
    since        INTEGER NOT NULL,
    status       TEXT NOT NULL,
    told         TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    PRIMARY KEY (instance, day)
) WITHOUT ROWID;
