-- What is looked for all the time, however much lies in the past. A partial index has the predicate that its queries say:
-- PostgreSQL does not conclude from a CHECK that one implies another.

CREATE INDEX job_of_environment ON job (environment_id, job_id);
CREATE INDEX job_open_turn ON job (job_id) WHERE ended_at IS NULL AND session_id IS NOT NULL;
CREATE INDEX session_of_branch ON session (branch_id, session_id);
CREATE INDEX branch_latest ON branch (repo_id, name, branch_id DESC);
CREATE INDEX gate_run_running ON gate_run (gate_run_id) WHERE state = 'running';

-- What people ask for of some time.
CREATE INDEX job_started ON job (started_at);
CREATE INDEX environment_launched ON environment (launched_at);
CREATE INDEX candidate_built ON candidate (repo_id, target, built_at);
CREATE INDEX queue_decision_event ON queue_decision (repo_id, target, event_id, decision_id);
DROP INDEX queue_decision_repo_id_target_decision_id_idx;
