-- Environments fetch the submodules that somebody pushed, if they may read them.

CREATE TABLE branch_submodule (
    branch_id  bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    repo_id    bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    granted_by bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (branch_id, repo_id, granted_by)
);
CREATE INDEX ON branch_submodule (repo_id);
CREATE INDEX ON branch_submodule (granted_by);
COMMENT ON TABLE branch_submodule IS 'A repository that a branch has as a submodule and that its environments may read, as long as who pushed it may';
COMMENT ON COLUMN branch_submodule.branch_id IS 'Branch';
COMMENT ON COLUMN branch_submodule.repo_id IS 'Repository that .gitmodules of the pushed commit names';
COMMENT ON COLUMN branch_submodule.granted_by IS 'Person who pushed it; what an environment pushes grants nothing';
