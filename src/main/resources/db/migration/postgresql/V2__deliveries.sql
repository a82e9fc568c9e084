-- SQLite's V2__deliveries.sql is the same in its own types.

-- How many events were deleted before a subscriber was handed them, and it was not told yet.
ALTER TABLE place ADD COLUMN lost BIGINT NOT NULL DEFAULT 0;

-- A sink that is paused, until somebody resumes it. The target tells where it was then, so that a new address goes on.
CREATE TABLE paused_sink (
    name      TEXT NOT NULL PRIMARY KEY,
    paused_at BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    target    TEXT
);

-- The last attempts to pass an event on over HTTP. The status is null where there was no answer.
CREATE TABLE attempt (
    id       BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sink     TEXT NOT NULL,
    seq      BIGINT NOT NULL,
    event    TEXT NOT NULL,
    instance TEXT NOT NULL,
    at       BIGINT NOT NULL,
    millis   BIGINT NOT NULL,
    status   BIGINT,
    answer   TEXT,
    error    TEXT,
    taken    BIGINT NOT NULL
);

-- Those of one sink are shown, newest first, and the oldest deleted, of each outcome by themselves.
CREATE INDEX attempt_sink ON attempt (sink, taken, id);

-- What waits of one instance is read in order; with the attempts, or SQLite would look through all that waits.
CREATE INDEX redelivery_instance ON redelivery (subscriber, instance, set_aside, seq, attempts);
