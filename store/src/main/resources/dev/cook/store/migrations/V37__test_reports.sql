-- What the tests of gates came to: of each run that reports them, and of each test over many runs.

CREATE TABLE test_report (
    gate_run_id bigint PRIMARY KEY REFERENCES gate_run ON DELETE CASCADE,
    content_key bytea CHECK (length(content_key) = 32),
    total integer NOT NULL CHECK (total >= 0),
    problems text[] NOT NULL,
    results bytea NOT NULL
);
CREATE INDEX test_report_content ON test_report (content_key, gate_run_id) WHERE content_key IS NOT NULL;
COMMENT ON TABLE test_report IS 'The tests of one gate run, as its environment told of them: nothing here proves anything';
COMMENT ON COLUMN test_report.gate_run_id IS 'The run that wrote the report';
COMMENT ON COLUMN test_report.content_key IS 'That of the run: which other runs judged the same';
COMMENT ON COLUMN test_report.total IS 'Tests that the report tells of, also those that were not kept';
COMMENT ON COLUMN test_report.problems IS 'What could not be read of it, for people';
COMMENT ON COLUMN test_report.results IS 'A line for each test, compressed with gzip: outcome, milliseconds, name, message, with tabs between';

CREATE TABLE test_history (
    repo_id bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    target text NOT NULL,
    gate text NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    outcomes text NOT NULL CHECK (outcomes ~ '^[PFK]{0,100}$'),
    failed_percent smallint NOT NULL GENERATED ALWAYS AS
        ((100 * (length(outcomes) - length(replace(outcomes, 'F', ''))) / greatest(length(outcomes), 1))::smallint) STORED,
    flaky_percent smallint NOT NULL GENERATED ALWAYS AS
        ((100 * (length(outcomes) - length(replace(outcomes, 'K', ''))) / greatest(length(outcomes), 1))::smallint) STORED,
    took_ms bigint CHECK (took_ms >= 0),
    last_failed_at timestamptz,
    last_failed_run bigint,
    seen_on date NOT NULL,
    PRIMARY KEY (repo_id, target, gate, name)
);
-- A test that always passes changes none of the columns of these indexes from run to run.
CREATE INDEX test_history_worst ON test_history
    (repo_id, target, gate, failed_percent DESC, flaky_percent DESC, last_failed_at DESC NULLS LAST, name)
    WHERE failed_percent + flaky_percent > 0;
CREATE INDEX test_history_seen ON test_history (seen_on);
COMMENT ON TABLE test_history IS 'Each test of a gate over its last runs; removed when no run told of it for 30 days';
COMMENT ON COLUMN test_history.repo_id IS 'The repository';
COMMENT ON COLUMN test_history.target IS 'The target whose gate it is';
COMMENT ON COLUMN test_history.gate IS 'The name of the gate';
COMMENT ON COLUMN test_history.name IS 'The test, as the reports call it';
COMMENT ON COLUMN test_history.outcomes IS 'A letter for each of the last 100 runs, the newest last: P passed, F failed, K flaky: it passed and failed on the same content';
COMMENT ON COLUMN test_history.failed_percent IS 'How many of these failed, in percent';
COMMENT ON COLUMN test_history.flaky_percent IS 'How many of these were flaky, in percent';
COMMENT ON COLUMN test_history.took_ms IS 'How long it takes, in milliseconds: a moving mean of about ten runs';
COMMENT ON COLUMN test_history.last_failed_at IS 'When it failed or was flaky last';
COMMENT ON COLUMN test_history.last_failed_run IS 'The gate run in which it did';
COMMENT ON COLUMN test_history.seen_on IS 'The day of the last run that told of it, in UTC';

CREATE TABLE test_flake (
    gate_run_id bigint NOT NULL REFERENCES gate_run ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    repo_id bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    target text NOT NULL,
    gate text NOT NULL,
    flaked_at timestamptz NOT NULL,
    PRIMARY KEY (gate_run_id, name)
);
CREATE INDEX test_flake_name ON test_flake (repo_id, target, gate, name, flaked_at);
CREATE INDEX test_flake_age ON test_flake (flaked_at);
COMMENT ON TABLE test_flake IS 'Tests that passed and failed on the same content, by the run that showed it; removed after 30 days';
COMMENT ON COLUMN test_flake.gate_run_id IS 'The run in which it was seen';
COMMENT ON COLUMN test_flake.name IS 'The test';
COMMENT ON COLUMN test_flake.repo_id IS 'The repository';
COMMENT ON COLUMN test_flake.target IS 'The target whose gate it is';
COMMENT ON COLUMN test_flake.gate IS 'The name of the gate';
COMMENT ON COLUMN test_flake.flaked_at IS 'When it was seen';
