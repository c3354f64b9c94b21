-- Branches that are new to a queue can be judged alone first.

ALTER TABLE candidate DROP CONSTRAINT candidate_state_check;
ALTER TABLE candidate ADD CONSTRAINT candidate_state_check
    CHECK (state IN ('open', 'conflicting', 'failed', 'split', 'screened', 'stale', 'landed'));
COMMENT ON COLUMN candidate.state IS 'What became of it; split: it held several branches and failed, they are judged in smaller groups; screened: its one branch passed alone and is judged with others next';
CREATE INDEX candidate_outcomes ON candidate (repo_id, target, candidate_id) WHERE state IN ('failed', 'landed');
