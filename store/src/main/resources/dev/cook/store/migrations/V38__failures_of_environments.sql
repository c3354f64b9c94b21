-- Which environment a failure is about was only in the words of its item.

ALTER TABLE failure ADD COLUMN environment_id bigint REFERENCES environment ON DELETE CASCADE;

COMMENT ON COLUMN failure.environment_id IS 'Environment that the work looks after; null: it is about something else';

UPDATE failure SET environment_id = e.environment_id
FROM environment e
WHERE failure.controller = 'environments' AND failure.item = 'environment ' || e.environment_id;

CREATE INDEX ON failure (environment_id) WHERE environment_id IS NOT NULL;
