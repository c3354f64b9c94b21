-- Environments whose home directory stays from session to session.

CREATE TABLE kept_environment (
    kept_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id      bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    name         text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    made_from    text NOT NULL CHECK (made_from ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    state        text NOT NULL CHECK (state IN ('open', 'stopped', 'destroyed')),
    idle_seconds bigint NOT NULL CHECK (idle_seconds > 0),
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL,
    bytes        bigint CHECK (bytes >= 0),
    measured_at  timestamptz,
    destroyed_at timestamptz,
    cleared_at   timestamptz,
    UNIQUE (kept_id, repo_id),
    CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL)),
    CHECK (cleared_at IS NULL OR destroyed_at IS NOT NULL),
    CHECK ((bytes IS NULL) = (measured_at IS NULL))
);
CREATE UNIQUE INDEX kept_environment_name ON kept_environment (repo_id, name) WHERE destroyed_at IS NULL;
CREATE INDEX kept_environment_there ON kept_environment (kept_id) WHERE cleared_at IS NULL;
COMMENT ON TABLE kept_environment IS 'A named environment of one repository whose home directory stays from session to session';
COMMENT ON COLUMN kept_environment.kept_id IS 'Identity, also the name of its directory or volume';
COMMENT ON COLUMN kept_environment.repo_id IS 'Whose sessions may work in it: one leaves its files to the next';
COMMENT ON COLUMN kept_environment.name IS 'What a push names it by';
COMMENT ON COLUMN kept_environment.made_from IS 'The configured environment that says how it is made';
COMMENT ON COLUMN kept_environment.state IS 'Whether sessions may work in it; whether one does, its environments tell';
COMMENT ON COLUMN kept_environment.idle_seconds IS 'How long a session with nothing to do may hold it';
COMMENT ON COLUMN kept_environment.created_by IS 'Name of who made it, or whose push did';
COMMENT ON COLUMN kept_environment.created_at IS 'When it was made';
COMMENT ON COLUMN kept_environment.bytes IS 'What it held on disk when somebody last looked';
COMMENT ON COLUMN kept_environment.measured_at IS 'When that was';
COMMENT ON COLUMN kept_environment.destroyed_at IS 'When a person destroyed it';
COMMENT ON COLUMN kept_environment.cleared_at IS 'When its files were gone';

ALTER TABLE environment
    ADD COLUMN kept_id bigint,
    ADD FOREIGN KEY (kept_id, repo_id) REFERENCES kept_environment (kept_id, repo_id),
    ADD CONSTRAINT environment_kept_for_session CHECK (kept_id IS NULL OR purpose = 'session');
CREATE UNIQUE INDEX environment_holder ON environment (kept_id) WHERE state IN ('launched', 'ready');
CREATE INDEX environment_of_kept ON environment (kept_id) WHERE kept_id IS NOT NULL;
COMMENT ON COLUMN environment.kept_id IS 'Whose home directory it has; one at a time is launched with it. Null: one of its own';

ALTER TABLE session
    DROP CONSTRAINT session_state_check,
    DROP CONSTRAINT session_check,
    ADD CONSTRAINT session_state_check CHECK (state IN ('wanted', 'running', 'ended', 'killed', 'lost', 'stopped')),
    ADD CONSTRAINT session_check
        CHECK ((state IN ('ended', 'killed', 'lost', 'stopped')) = (ended_at IS NOT NULL));
