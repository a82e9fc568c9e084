// What people write by hand: Express, better-sqlite3, one durable row per callback before it is answered.
"use strict";

const { createHmac, timingSafeEqual, randomUUID } = require("node:crypto");
const Database = require("better-sqlite3");
const express = require("express");

const secret = process.env.WEBHOOK_SECRET;
const database = new Database(process.env.DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(`
  CREATE TABLE IF NOT EXISTS event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL,
    instance    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    raw_moment  TEXT,
    received_at INTEGER NOT NULL,
    phone       TEXT,
    error       TEXT,
    body        TEXT    NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS event_once ON event (instance, kind, raw_moment);
`);
const insert = database.prepare(`
  INSERT INTO event (id, instance, kind, raw_moment, received_at, phone, error, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
`);

function keyOf(instance) {
  return createHmac("sha256", secret).update(instance).digest().subarray(0, 18).toString("base64url");
}

function opens(instance, key) {
  const expected = Buffer.from(keyOf(instance));
  const given = Buffer.from(key);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.use(express.json({ limit: "64kb" }));

app.post("/webhooks/:instance/:key", (request, response) => {
  const { instance, key } = request.params;
  if (!opens(instance, key)) {
    response.status(404).json({ title: "Not Found", status: 404 });
    return;
  }
  const callback = request.body;
  const kind = callback.connected ? "connected" : "disconnected";
  const { changes } = insert.run(
    randomUUID(),
    instance,
    kind,
    callback.momment === undefined ? null : String(callback.momment),
    Date.now(),
    callback.phone ?? null,
    callback.error ?? null,
    JSON.stringify(callback),
  );
  response.json({ outcome: changes === 1 ? "accepted" : "duplicate" });
});

const server = app.listen(Number(process.env.PORT), "127.0.0.1", (failure) => {
  if (failure) {
    throw failure;
  }
});
process.on("SIGTERM", () => server.close(() => database.close()));
