-- Environments that a repository's own file has, and other repositories beside the main one.

ALTER TABLE environment
    ADD COLUMN defined_as text CHECK (defined_as ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    ADD COLUMN defined_at bytea CHECK (length(defined_at) IN (20, 32)),
    ADD CONSTRAINT environment_defined CHECK ((defined_as IS NULL) = (defined_at IS NULL));
COMMENT ON COLUMN environment.defined_as IS 'What its repository''s cook.toml calls it; null: it is as the server''s file has it';
COMMENT ON COLUMN environment.defined_at IS 'Commit whose cook.toml that is: the target''s tip when it was asked for';

CREATE TABLE environment_repo (
    environment_id bigint NOT NULL REFERENCES environment ON DELETE CASCADE,
    repo_id        bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    path           text NOT NULL CHECK (length(path) BETWEEN 1 AND 100),
    ref            text NOT NULL CHECK (ref LIKE 'refs/heads/%' OR ref LIKE 'refs/tags/%'),
    granted_by     bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (environment_id, path)
);
CREATE INDEX ON environment_repo (repo_id);
CREATE INDEX ON environment_repo (granted_by);
COMMENT ON TABLE environment_repo IS 'Another repository that an environment checks out beside its own';
COMMENT ON COLUMN environment_repo.environment_id IS 'Whose key may read it';
COMMENT ON COLUMN environment_repo.repo_id IS 'What it may read';
COMMENT ON COLUMN environment_repo.path IS 'Where it lies, beside the main work tree';
COMMENT ON COLUMN environment_repo.ref IS 'Full name of the branch or tag that is checked out';
COMMENT ON COLUMN environment_repo.granted_by IS 'Who asked for it; the key reads it as long as that account may';
