-- PostgreSQL's V7__reconnect_links.sql is the same in its own types.

-- The last link of each instance for whoever holds its phone. Of its token there is the SHA-256 alone; why and when it ended is
-- null while it lives, and where it has only run out.
CREATE TABLE reconnect_link (
    instance   TEXT NOT NULL PRIMARY KEY,
    hash       TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended      TEXT,
    ended_at   INTEGER
) WITHOUT ROWID;

CREATE UNIQUE INDEX reconnect_link_hash ON reconnect_link (hash);

-- Whom PlugZapi calls instead of us, null where it refuses to call us, and what it said.
ALTER TABLE lost_registration ADD COLUMN taken_by TEXT;
ALTER TABLE lost_registration ADD COLUMN reason TEXT;
