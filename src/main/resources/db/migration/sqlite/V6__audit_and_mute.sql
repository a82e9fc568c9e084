-- PostgreSQL's V6__audit_and_mute.sql is the same in its own types.

-- Who did what, from which address, to which instance or what else, and what came of it.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    who          TEXT NOT NULL,
    from_address TEXT,
    action       TEXT NOT NULL,
    instance     TEXT,
    about        TEXT,
    outcome      TEXT
);

CREATE INDEX audit_instance ON audit (instance, id);
CREATE INDEX audit_at ON audit (at);

-- Until when nobody is told anything of an instance. One that is over stays for a while.
CREATE TABLE mute (
    instance TEXT NOT NULL PRIMARY KEY,
    until    INTEGER NOT NULL,
    by_whom  TEXT NOT NULL,
    at       INTEGER NOT NULL
) WITHOUT ROWID;
