-- Moments are milliseconds since 1970, UTC. PostgreSQL's V1__journal.sql is the same in its own types.

-- What is queried has a column; data is the event's JSON, as it is passed on, and body the callback as it came. The
-- distinction tells an event from others of its kind: PlugZapi's own text of the moment, or what it was concluded from.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL,
    instance    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    moment      INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    source      TEXT    NOT NULL,
    distinction TEXT,
    data        TEXT    NOT NULL,
    body        BLOB
);

-- What was concluded twice is one event. Callbacks are told from another by what is known of their instance.
CREATE UNIQUE INDEX event_once ON event (instance, kind, distinction) WHERE source <> 'webhook';

-- A callback that comes late may be one that was kept before. The moment comes first, so that what comes one after the
-- other lies together: each callback would touch another page of the index otherwise.
CREATE INDEX event_moment ON event (moment, instance);

-- Up to where each observer has been handed the events.
CREATE TABLE observer_position (
    observer TEXT    NOT NULL PRIMARY KEY,
    seq      INTEGER NOT NULL
) WITHOUT ROWID;

-- What an observer could not handle, and the later events of the same instance that wait behind it.
CREATE TABLE redelivery (
    observer   TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    instance   TEXT    NOT NULL,
    attempts   INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,
    last_error TEXT,
    set_aside  INTEGER NOT NULL,
    PRIMARY KEY (observer, seq)
) WITHOUT ROWID;

-- The current state of each instance, and what it takes to tell what its next event is.
CREATE TABLE connection (
    instance         TEXT    NOT NULL PRIMARY KEY,
    status           TEXT    NOT NULL,
    phone            TEXT    NOT NULL,
    since            INTEGER NOT NULL,
    heard_at         INTEGER NOT NULL,
    error            TEXT,
    words            INTEGER NOT NULL,
    as_of            INTEGER,
    lag              INTEGER,
    last_status      TEXT,
    last_moment      INTEGER,
    last_raw         TEXT,
    last_received_at INTEGER,
    asked            TEXT
) WITHOUT ROWID;

-- Flapping and outages: what they are concluded from.
CREATE TABLE incident (
    instance       TEXT    NOT NULL PRIMARY KEY,
    seq            INTEGER NOT NULL,
    status         TEXT    NOT NULL,
    since          INTEGER NOT NULL,
    heard_at       INTEGER NOT NULL,
    changes        TEXT    NOT NULL,
    flapping_since INTEGER,
    outage_open    INTEGER NOT NULL,
    lag            INTEGER
) WITHOUT ROWID;

-- What PlugZapi answered when it was asked for an instance's status, beyond what the events tell.
CREATE TABLE confirmation (
    instance             TEXT    NOT NULL PRIMARY KEY,
    unconfirmed_since    INTEGER,
    unconfirmed_reason   TEXT,
    session              INTEGER,
    smartphone_connected INTEGER,
    connected            INTEGER,
    error                TEXT,
    restore_attempts     INTEGER NOT NULL,
    restore_at           INTEGER
) WITHOUT ROWID;

-- Until when an instance is paid for, and which notice of that end was given last, as the time before it.
CREATE TABLE subscription (
    instance       TEXT   NOT NULL PRIMARY KEY,
    paid_until     INTEGER NOT NULL,
    payment_status TEXT,
    told           INTEGER
) WITHOUT ROWID;

-- Authenticated callbacks that could not be read.
CREATE TABLE quarantine (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    instance     TEXT    NOT NULL,
    received_at  INTEGER NOT NULL,
    content_type TEXT,
    reason       TEXT    NOT NULL,
    body         BLOB    NOT NULL
);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Which process hands the events to the observers.
CREATE TABLE lease (
    name       TEXT    NOT NULL PRIMARY KEY,
    owner      TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
