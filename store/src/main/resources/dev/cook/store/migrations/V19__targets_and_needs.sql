-- More than one target in a repository, branches that land together, and notes about what landed.

CREATE TABLE repo_target (
    repo_id bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    name    text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 200),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (repo_id, name)
);
COMMENT ON TABLE repo_target IS 'Branches that others land on, beside the default branch';
COMMENT ON COLUMN repo_target.repo_id IS 'Repository';
COMMENT ON COLUMN repo_target.name IS 'Name without refs/heads/';
COMMENT ON COLUMN repo_target.made_by IS 'Name of the admin who made it a target';
COMMENT ON COLUMN repo_target.made_at IS 'When';

CREATE TABLE branch_need (
    branch_id    bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    needs_repo   bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    needs_branch text NOT NULL CHECK (octet_length(needs_branch) BETWEEN 1 AND 200),
    binds_both   boolean NOT NULL,
    PRIMARY KEY (branch_id, needs_repo, needs_branch)
);
CREATE INDEX ON branch_need (needs_repo, needs_branch);
COMMENT ON TABLE branch_need IS 'Branches without which a branch must not land';
COMMENT ON COLUMN branch_need.branch_id IS 'Branch that has the need';
COMMENT ON COLUMN branch_need.needs_repo IS 'Repository of the other branch';
COMMENT ON COLUMN branch_need.needs_branch IS 'Name of the other branch';
COMMENT ON COLUMN branch_need.binds_both IS 'The other must not land without it either: whoever said so may push there';

CREATE INDEX ON candidate (head_id) WHERE head_id IS NOT NULL;
CREATE INDEX ON candidate_member (branch_tip);
CREATE INDEX ON candidate_member (commit_id) WHERE commit_id IS NOT NULL;

ALTER TABLE candidate ADD COLUMN attested_at timestamptz;
UPDATE candidate SET attested_at = closed_at WHERE state = 'landed';
CREATE INDEX candidate_unattested ON candidate (candidate_id) WHERE state = 'landed' AND attested_at IS NULL;
COMMENT ON COLUMN candidate.attested_at IS 'When the note of its landing was written; what landed before notes were has none';
