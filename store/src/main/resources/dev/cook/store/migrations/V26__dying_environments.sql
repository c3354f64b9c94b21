ALTER TABLE environment
    DROP CONSTRAINT environment_state_check,
    ADD CONSTRAINT environment_state_check CHECK (state IN ('wanted', 'launched', 'ready', 'dying', 'gone')),
    ADD CHECK (state <> 'dying' OR (fingerprint IS NULL AND bearer_hash IS NULL)),
    ADD COLUMN kills integer NOT NULL DEFAULT 0,
    ADD COLUMN kill_failed_at timestamptz,
    ADD COLUMN kill_failure text;
COMMENT ON COLUMN environment.kills IS 'How often it could not be destroyed';
COMMENT ON COLUMN environment.kill_failed_at IS 'When that was tried last';
COMMENT ON COLUMN environment.kill_failure IS 'Why it could not be destroyed then';
