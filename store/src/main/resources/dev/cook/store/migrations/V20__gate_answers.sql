-- People and other systems answer gates.

CREATE TABLE gate_answer (
    answer_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gate_run_id  bigint NOT NULL REFERENCES gate_run ON DELETE CASCADE,
    repo_id      bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    gate         text NOT NULL,
    content_keys bytea[] NOT NULL DEFAULT '{}' CHECK (cardinality(content_keys) <= 2),
    account_id   bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    yes          boolean NOT NULL,
    comment      text NOT NULL CHECK (length(comment) <= 4000),
    url          text CHECK (length(url) <= 2000),
    at           timestamptz NOT NULL
);
CREATE INDEX ON gate_answer (gate_run_id);
CREATE INDEX ON gate_answer (account_id);
CREATE INDEX gate_answer_content ON gate_answer USING gin (content_keys);
CREATE TRIGGER append_only BEFORE UPDATE ON gate_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE gate_answer IS 'What people and other systems said; append-only, a later answer of an account counts instead of its former ones';
COMMENT ON COLUMN gate_answer.answer_id IS 'Identity, in the order of answers';
COMMENT ON COLUMN gate_answer.gate_run_id IS 'Run that was answered';
COMMENT ON COLUMN gate_answer.repo_id IS 'Repository';
COMMENT ON COLUMN gate_answer.gate IS 'Name of the gate: an answer counts for no other';
COMMENT ON COLUMN gate_answer.content_keys IS 'SHA-256 of the branches that were judged, and of what they change: it counts for other runs with one of them; none: for its run alone';
COMMENT ON COLUMN gate_answer.account_id IS 'Who answered';
COMMENT ON COLUMN gate_answer.yes IS 'Yes or no';
COMMENT ON COLUMN gate_answer.comment IS 'Why; may be empty';
COMMENT ON COLUMN gate_answer.url IS 'Where another system tells more';
COMMENT ON COLUMN gate_answer.at IS 'When';

CREATE TABLE gate_run_answer (
    gate_run_id bigint NOT NULL REFERENCES gate_run ON DELETE CASCADE,
    answer_id   bigint NOT NULL REFERENCES gate_answer ON DELETE CASCADE,
    PRIMARY KEY (gate_run_id, answer_id)
);
CREATE INDEX ON gate_run_answer (answer_id);
COMMENT ON TABLE gate_run_answer IS 'The answers that decided a gate run';
COMMENT ON COLUMN gate_run_answer.gate_run_id IS 'Run that passed or failed';
COMMENT ON COLUMN gate_run_answer.answer_id IS 'Answer that counted';

CREATE INDEX gate_run_waiting ON gate_run (gate_run_id) WHERE state = 'waiting';
