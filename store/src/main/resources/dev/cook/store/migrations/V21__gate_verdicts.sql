-- Agents review for gates, and say what they found.

CREATE TABLE gate_verdict (
    gate_run_id bigint NOT NULL REFERENCES gate_run ON DELETE CASCADE,
    position    integer NOT NULL CHECK (position BETWEEN 1 AND 100),
    passes      boolean NOT NULL,
    comment     text NOT NULL CHECK (octet_length(comment) <= 16384),
    file        text CHECK (file <> '' AND octet_length(file) <= 16384),
    line        integer CHECK (line >= 1),
    said_at     timestamptz NOT NULL,
    PRIMARY KEY (gate_run_id, position),
    CHECK (line IS NULL OR file IS NOT NULL),
    CHECK (passes OR comment <> '')
);
COMMENT ON TABLE gate_verdict IS 'What agents that review for gates said; of several of one run the last counts';
COMMENT ON COLUMN gate_verdict.gate_run_id IS 'Gate run whose agent said it';
COMMENT ON COLUMN gate_verdict.position IS 'Counts from 1';
COMMENT ON COLUMN gate_verdict.passes IS 'Whether the commit may pass';
COMMENT ON COLUMN gate_verdict.comment IS 'Why; empty where it passes without a word';
COMMENT ON COLUMN gate_verdict.file IS 'File that it is about; null: all of it';
COMMENT ON COLUMN gate_verdict.line IS 'Line of the file; null: all of it';
COMMENT ON COLUMN gate_verdict.said_at IS 'When';
COMMENT ON COLUMN job.prompt IS 'What the agent is told, in a turn of a session or by a gate';
