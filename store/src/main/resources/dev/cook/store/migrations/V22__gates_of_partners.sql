-- Gates see the candidates of the branches that land with theirs, in the repositories beside their own.

ALTER TABLE environment_repo
    ADD COLUMN candidate_id bigint REFERENCES candidate ON DELETE CASCADE,
    ADD COLUMN commit_id    bytea CHECK (length(commit_id) IN (20, 32)),
    ADD CHECK ((candidate_id IS NULL) = (commit_id IS NULL));
CREATE INDEX ON environment_repo (candidate_id) WHERE candidate_id IS NOT NULL;
COMMENT ON COLUMN environment_repo.candidate_id IS 'Candidate that is checked out in place of the ref, which it would become';
COMMENT ON COLUMN environment_repo.commit_id IS 'What that candidate would land when it was checked out';

CREATE FUNCTION is_outdated(run gate_run) RETURNS boolean LANGUAGE sql STABLE
-- What gates changed is judged by the others, so those that change are not asked again.
RETURN run.kind NOT IN ('transform', 'agent') AND EXISTS (
    SELECT FROM environment_repo e JOIN candidate c ON c.candidate_id = e.candidate_id
    WHERE e.environment_id = run.environment_id
      AND (c.state NOT IN ('open', 'landed') OR c.head_id <> e.commit_id));
COMMENT ON FUNCTION is_outdated IS 'Whether a gate saw a candidate of another repository that will not land as it was';
