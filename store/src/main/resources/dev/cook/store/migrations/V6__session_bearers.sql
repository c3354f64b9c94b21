-- What a session's agent proves itself with to the tools that it is given over HTTP.

ALTER TABLE environment ADD COLUMN bearer_hash bytea UNIQUE CHECK (length(bearer_hash) = 32);
ALTER TABLE environment ADD CHECK (state <> 'gone' OR bearer_hash IS NULL);
ALTER TABLE environment ADD CHECK (purpose = 'session' OR bearer_hash IS NULL);
COMMENT ON COLUMN environment.bearer_hash IS 'SHA-256 of the bearer of the agent in it; it is void once the environment is gone';
