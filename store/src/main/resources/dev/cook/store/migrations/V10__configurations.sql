-- What made an environment somebody's own.

ALTER TABLE environment
    ADD COLUMN configuration_url text CHECK (length(configuration_url) BETWEEN 1 AND 4096),
    ADD COLUMN configuration_rev text CHECK (configuration_rev ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
    ADD CONSTRAINT environment_configured CHECK ((configuration_url IS NULL) = (configuration_rev IS NULL));
COMMENT ON COLUMN environment.configuration_url IS 'Git repository whose files were put into it; null: none';
COMMENT ON COLUMN environment.configuration_rev IS 'Commit of it, as it was when the environment was launched';
