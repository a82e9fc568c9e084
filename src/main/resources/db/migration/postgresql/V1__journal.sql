-- Moments are milliseconds since 1970, UTC. SQLite's V1__journal.sql is the same in its own types.

-- What is queried has a column; data is the event's JSON, as it is passed on, and body the callback as it came. The
-- distinction tells an event from others of its kind: PlugZapi's own text of the moment, or what it was concluded from.
CREATE TABLE event (
    seq         BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          TEXT    NOT NULL,
    instance    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    moment      BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    source      TEXT    NOT NULL,
    distinction TEXT,
    data        TEXT    NOT NULL,
    body        BYTEA
);

-- What was concluded twice is one event. Callbacks are told from another by what is known of their instance.
CREATE UNIQUE INDEX event_once ON event (instance, kind, distinction) WHERE source <> 'webhook';

-- A callback that comes late may be one that was kept before. The moment comes first, so that what comes one after the
-- other lies together: each callback would touch another page of the index otherwise.
CREATE INDEX event_moment ON event (moment, instance);

-- Up to where each observer has been handed the events.
CREATE TABLE observer_position (
    observer TEXT    NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
);

-- What an observer could not handle, and the later events of the same instance that wait behind it.
CREATE TABLE redelivery (
    observer   TEXT    NOT NULL,
    seq        BIGINT NOT NULL,
    instance   TEXT    NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    last_error TEXT,
    set_aside  BIGINT NOT NULL,
    PRIMARY KEY (observer, seq)
);

-- The current state of each instance, and what it takes to tell what its next event is.
CREATE TABLE connection (
    instance         TEXT    NOT NULL PRIMARY KEY,
    status           TEXT    NOT NULL,
    phone            TEXT    NOT NULL,
    since            BIGINT NOT NULL,
    heard_at         BIGINT NOT NULL,
    error            TEXT,
    words            BIGINT NOT NULL,
    as_of            BIGINT,
    lag              BIGINT,
    last_status      TEXT,
    last_moment      BIGINT,
    last_raw         TEXT,
    last_received_at BIGINT,
    asked            TEXT
);

-- Flapping and outages: what they are concluded from.
CREATE TABLE incident (
    instance       TEXT    NOT NULL PRIMARY KEY,
    seq            BIGINT NOT NULL,
    status         TEXT    NOT NULL,
    since          BIGINT NOT NULL,
    heard_at       BIGINT NOT NULL,
    changes        TEXT    NOT NULL,
    flapping_since BIGINT,
    outage_open    BIGINT NOT NULL,
    lag            BIGINT
);

-- What PlugZapi answered when it was asked for an instance's status, beyond what the events tell.
CREATE TABLE confirmation (
    instance             TEXT    NOT NULL PRIMARY KEY,
    unconfirmed_since    BIGINT,
    unconfirmed_reason   TEXT,
    session              BIGINT,
    smartphone_connected BIGINT,
    connected            BIGINT,
    error                TEXT,
    restore_attempts     BIGINT NOT NULL,
    restore_at           BIGINT
);

-- Until when an instance is paid for, and which notice of that end was given last, as the time before it.
CREATE TABLE subscription (
    instance       TEXT   NOT NULL PRIMARY KEY,
    paid_until     BIGINT NOT NULL,
    payment_status TEXT,
    told           BIGINT
);

-- Authenticated callbacks that could not be read.
CREATE TABLE quarantine (
    id           BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance     TEXT    NOT NULL,
    received_at  BIGINT NOT NULL,
    content_type TEXT,
    reason       TEXT    NOT NULL,
    body         BYTEA    NOT NULL
);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Which process hands the events to the observers.
CREATE TABLE lease (
    name       TEXT    NOT NULL PRIMARY KEY,
    owner      TEXT    NOT NULL,
    expires_at BIGINT NOT NULL
);
