-- Gates are functions with a definition of their own, and candidates stand on one another.

ALTER TABLE candidate RENAME COLUMN target_id TO base_id;
ALTER TABLE candidate ADD COLUMN built_on bigint REFERENCES candidate ON DELETE CASCADE;
ALTER TABLE candidate ADD COLUMN head_id bytea CHECK (length(head_id) IN (20, 32));
UPDATE candidate SET head_id = commit_id;
ALTER TABLE candidate DROP CONSTRAINT candidate_state_check;
ALTER TABLE candidate ADD CONSTRAINT candidate_state_check
    CHECK (state IN ('open', 'conflicting', 'failed', 'split', 'stale', 'landed'));
ALTER TABLE candidate ADD CONSTRAINT candidate_head CHECK ((commit_id IS NULL) = (head_id IS NULL));
CREATE INDEX ON candidate (built_on) WHERE built_on IS NOT NULL;
CREATE INDEX candidate_open_target ON candidate (repo_id, target) WHERE state = 'open';
COMMENT ON COLUMN candidate.base_id IS 'Commit that it was built on: the target''s tip, or the candidate ahead';
COMMENT ON COLUMN candidate.built_on IS 'Candidate ahead that it was built on; null: the target''s tip';
COMMENT ON COLUMN candidate.commit_id IS 'The commit as it was built; null where the two conflict';
COMMENT ON COLUMN candidate.head_id IS 'The commit that would land: as built, or what its gates made of it';
COMMENT ON COLUMN candidate.state IS 'What became of it; split: it held several branches and failed, they are judged in smaller groups';

CREATE TABLE candidate_member (
    candidate_id bigint NOT NULL REFERENCES candidate ON DELETE CASCADE,
    position     integer NOT NULL CHECK (position >= 1),
    branch_id    bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    branch_tip   bytea NOT NULL CHECK (length(branch_tip) IN (20, 32)),
    commit_id    bytea CHECK (length(commit_id) IN (20, 32)),
    PRIMARY KEY (candidate_id, position)
);
CREATE INDEX ON candidate_member (branch_id, candidate_id);
INSERT INTO candidate_member SELECT candidate_id, 1, branch_id, branch_tip, commit_id FROM candidate;
COMMENT ON TABLE candidate_member IS 'The branches that a candidate holds, in order; the last one is the candidate''s branch';
COMMENT ON COLUMN candidate_member.candidate_id IS 'Candidate';
COMMENT ON COLUMN candidate_member.position IS 'Counts from 1';
COMMENT ON COLUMN candidate_member.branch_id IS 'Branch';
COMMENT ON COLUMN candidate_member.branch_tip IS 'Tip of the branch that it holds';
COMMENT ON COLUMN candidate_member.commit_id IS 'Commit that this branch added; null where it conflicts';

ALTER TABLE branch ADD COLUMN priority integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -100 AND 100);
ALTER TABLE branch ADD COLUMN queue_rank numeric;
ALTER TABLE branch ADD COLUMN queued_at timestamptz;
ALTER TABLE branch ADD COLUMN hold text;
UPDATE branch SET queue_rank = branch_id, queued_at = changed_at WHERE state = 'queued';
ALTER TABLE branch ADD CONSTRAINT branch_rank
    CHECK (state <> 'queued' OR (queue_rank IS NOT NULL AND queued_at IS NOT NULL));
COMMENT ON COLUMN branch.priority IS 'In the queue, higher goes first';
COMMENT ON COLUMN branch.queue_rank IS 'Within a priority, lower goes first; given when it is queued';
COMMENT ON COLUMN branch.queued_at IS 'When it was last let land';
COMMENT ON COLUMN branch.hold IS 'Why somebody keeps it from landing; null: nobody does';

CREATE SEQUENCE queue_rank;
SELECT setval('queue_rank', (SELECT coalesce(max(branch_id), 0) + 1 FROM branch));

CREATE TABLE queue_decision (
    decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id     bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    target      text NOT NULL,
    at          timestamptz NOT NULL,
    event_id    bigint NOT NULL,
    inputs      jsonb NOT NULL,
    actions     jsonb NOT NULL
);
CREATE INDEX ON queue_decision (repo_id, target, decision_id);
CREATE TRIGGER append_only BEFORE UPDATE ON queue_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE queue_decision IS 'What a queue decided, and what it saw; append-only';
COMMENT ON COLUMN queue_decision.decision_id IS 'Identity, in the order of decisions';
COMMENT ON COLUMN queue_decision.repo_id IS 'Repository';
COMMENT ON COLUMN queue_decision.target IS 'Target whose queue it is';
COMMENT ON COLUMN queue_decision.at IS 'When';
COMMENT ON COLUMN queue_decision.event_id IS 'Newest event at that time';
COMMENT ON COLUMN queue_decision.inputs IS 'State and limits that it saw';
COMMENT ON COLUMN queue_decision.actions IS 'What it decided';

ALTER TABLE gate_run ADD COLUMN kind text NOT NULL DEFAULT 'command'
    CHECK (kind IN ('command', 'transform', 'agent', 'agent_review', 'approval', 'deploy', 'soak', 'external'));
ALTER TABLE gate_run ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE gate_run ADD COLUMN definition jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(definition) = 'object');
ALTER TABLE gate_run ADD COLUMN needs text[] NOT NULL DEFAULT '{}';
ALTER TABLE gate_run ADD COLUMN required boolean NOT NULL DEFAULT true;
ALTER TABLE gate_run ADD COLUMN retries integer NOT NULL DEFAULT 0 CHECK (retries BETWEEN 0 AND 10);
ALTER TABLE gate_run ADD COLUMN commit_id bytea CHECK (length(commit_id) IN (20, 32));
ALTER TABLE gate_run ADD COLUMN result_id bytea CHECK (length(result_id) IN (20, 32));
ALTER TABLE gate_run ADD COLUMN flake boolean NOT NULL DEFAULT false;
ALTER TABLE gate_run ADD COLUMN content_key bytea CHECK (length(content_key) = 32);
ALTER TABLE gate_run ADD COLUMN answered_by bigint REFERENCES gate_run ON DELETE SET NULL;
UPDATE gate_run g SET commit_id = c.commit_id FROM candidate c WHERE c.candidate_id = g.candidate_id;
ALTER TABLE gate_run DROP CONSTRAINT gate_run_argv_check;
ALTER TABLE gate_run DROP CONSTRAINT gate_run_state_check;
ALTER TABLE gate_run DROP CONSTRAINT gate_run_check;
ALTER TABLE gate_run DROP CONSTRAINT gate_run_check1;
ALTER TABLE gate_run DROP CONSTRAINT gate_run_check2;
ALTER TABLE gate_run ADD CONSTRAINT gate_run_state_check
    CHECK (state IN ('queued', 'running', 'waiting', 'passed', 'failed', 'broken', 'skipped', 'cancelled'));
ALTER TABLE gate_run ADD CONSTRAINT gate_run_ended CHECK ((state IN ('queued', 'running', 'waiting')) = (ended_at IS NULL));
ALTER TABLE gate_run ADD CONSTRAINT gate_run_place CHECK (state <> 'running' OR environment_id IS NOT NULL);
CREATE INDEX gate_run_content ON gate_run (content_key, gate_run_id) WHERE state = 'passed';
COMMENT ON COLUMN gate_run.argv IS 'Command, word by word; empty where none is run';
COMMENT ON COLUMN gate_run.kind IS 'What it does with the commit';
COMMENT ON COLUMN gate_run.definition IS 'All that the target said of the gate';
COMMENT ON COLUMN gate_run.needs IS 'Gates that have to pass first';
COMMENT ON COLUMN gate_run.required IS 'Whether its failure keeps the commit out';
COMMENT ON COLUMN gate_run.retries IS 'How often a failure is tried again';
COMMENT ON COLUMN gate_run.commit_id IS 'Commit that it judges; null until it begins';
COMMENT ON COLUMN gate_run.result_id IS 'Commit that it answered with, where that is another one';
COMMENT ON COLUMN gate_run.flake IS 'It passed after it had failed on the same content';
COMMENT ON COLUMN gate_run.content_key IS 'SHA-256 of what decides its result: definition, files and environment';
COMMENT ON COLUMN gate_run.answered_by IS 'Run with the same content that answered for it';
