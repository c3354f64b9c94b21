-- What controllers cannot do at present stops nothing else, and says why.

CREATE TABLE failure (
    controller text NOT NULL,
    step       text NOT NULL,
    item       text NOT NULL,
    repo_id    bigint REFERENCES repo ON DELETE CASCADE,
    target     text CHECK (target IS NULL OR repo_id IS NOT NULL),
    branches   bigint[] NOT NULL,
    reason     text NOT NULL CHECK (reason <> '' AND octet_length(reason) <= 4000),
    error_id   text NOT NULL,
    tries      integer NOT NULL CHECK (tries >= 1),
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    retry_at   timestamptz NOT NULL CHECK (retry_at >= last_at),
    PRIMARY KEY (controller, step, item)
);
CREATE INDEX ON failure USING gin (branches);
COMMENT ON TABLE failure IS 'Work that a controller failed to do and tries again; the row goes when the work succeeds or is no longer asked for';
COMMENT ON COLUMN failure.controller IS 'Controller that failed';
COMMENT ON COLUMN failure.step IS 'What it was to do, such as build its candidate';
COMMENT ON COLUMN failure.item IS 'What it was to do that to, such as branch 7';
COMMENT ON COLUMN failure.repo_id IS 'Repository that the work is for; null: the server';
COMMENT ON COLUMN failure.target IS 'Branch whose whole queue waits for the work; null: none does';
COMMENT ON COLUMN failure.branches IS 'Branches that wait for the work';
COMMENT ON COLUMN failure.reason IS 'Why, for a person';
COMMENT ON COLUMN failure.error_id IS 'What the log of the server calls the last failure';
COMMENT ON COLUMN failure.tries IS 'How often it failed without a success between';
COMMENT ON COLUMN failure.first_at IS 'When it failed first';
COMMENT ON COLUMN failure.last_at IS 'When it failed last';
COMMENT ON COLUMN failure.retry_at IS 'It is not tried again before';
