-- PostgreSQL's V7__reconnect_links.sql is the same in its own types.

-- Whom PlugZapi calls instead of us, null where it refuses to call us, and what it said.
ALTER TABLE lost_registration ADD COLUMN taken_by TEXT;
ALTER TABLE lost_registration ADD COLUMN reason TEXT;
