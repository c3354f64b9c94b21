-- Repositories are renamed, deleted, restored and purged.

ALTER TABLE repo
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN deleted_by text,
    ADD COLUMN purged_by text,
    ADD CHECK ((deleted_at IS NULL) = (deleted_by IS NULL)),
    ADD CHECK (purged_by IS NULL OR deleted_at IS NOT NULL);
CREATE INDEX repo_deleted ON repo (repo_id) WHERE deleted_at IS NOT NULL;
COMMENT ON COLUMN repo.deleted_at IS 'When it was deleted: hidden, and nothing of it runs; NULL: it was not';
COMMENT ON COLUMN repo.deleted_by IS 'Name of who deleted it';
COMMENT ON COLUMN repo.purged_by IS 'Name of who wants it removed for ever: its files and rows go as soon as nothing of it runs';

CREATE TABLE repo_former_name (
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    repo_id     bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    given_up_by text NOT NULL,
    given_up_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX repo_former_name_name ON repo_former_name (lower(name));
CREATE INDEX ON repo_former_name (repo_id);
COMMENT ON TABLE repo_former_name IS 'Names that repositories had before they were renamed; each leads to its repository';
COMMENT ON COLUMN repo_former_name.name IS 'Name in addresses, unique without regard to case';
COMMENT ON COLUMN repo_former_name.repo_id IS 'Where it leads';
COMMENT ON COLUMN repo_former_name.given_up_by IS 'Name of who renamed the repository';
COMMENT ON COLUMN repo_former_name.given_up_at IS 'When that was';

-- Deleting gate runs looks for what was answered by them.
CREATE INDEX ON gate_run (answered_by) WHERE answered_by IS NOT NULL;
