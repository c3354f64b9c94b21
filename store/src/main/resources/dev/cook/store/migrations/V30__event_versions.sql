-- Events are versioned: what earlier servers wrote is version 1 of its type.

ALTER TABLE event ADD COLUMN version smallint NOT NULL DEFAULT 1 CHECK (version > 0);

COMMENT ON COLUMN event.version IS 'Of the type; docs/events.md has the keys of each.';
COMMENT ON COLUMN event.data IS 'Keys and texts of the type in this version; never a secret.';
