-- Somebody may insist that a gate is run although its answer is known.

ALTER TABLE gate_run ADD COLUMN fresh boolean NOT NULL DEFAULT false;
CREATE INDEX gate_run_content_open ON gate_run (content_key) WHERE ended_at IS NULL AND content_key IS NOT NULL;
CREATE INDEX gate_run_open ON gate_run (candidate_id) WHERE ended_at IS NULL;
COMMENT ON COLUMN gate_run.fresh IS 'Somebody insists that it runs, whatever is known of the same content';

-- A soak may watch for most of a day, and its last look may take its time.
ALTER TABLE gate_run DROP CONSTRAINT gate_run_timeout_seconds_check;
ALTER TABLE gate_run ADD CONSTRAINT gate_run_timeout_seconds_check CHECK (timeout_seconds BETWEEN 1 AND 604800);
