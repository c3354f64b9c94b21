-- What agents did, what they used, what that cost, and what they may use. Nothing is known of what ran before: no rows.

ALTER TABLE environment ADD COLUMN price_per_hour numeric CHECK (price_per_hour >= 0);
COMMENT ON COLUMN environment.price_per_hour IS 'USD an hour from its launch to its end; null: unknown';

ALTER TABLE session
    ADD COLUMN budget_usd  numeric CHECK (budget_usd > 0),
    ADD COLUMN max_seconds bigint CHECK (max_seconds > 0);
COMMENT ON COLUMN session.budget_usd IS 'What its models may cost over all turns, in USD, as the push asked; null: the push said nothing';
COMMENT ON COLUMN session.max_seconds IS 'How long its turns may run together, as the push asked; null: the push said nothing';

CREATE TABLE transcript (
    job_id bigint PRIMARY KEY REFERENCES job ON DELETE CASCADE,
    lines  bytea NOT NULL
);
COMMENT ON TABLE transcript IS 'What an agent did in one turn, as its own reports tell it; stored with the turn''s end in one transaction';
COMMENT ON COLUMN transcript.job_id IS 'Job that was the turn';
COMMENT ON COLUMN transcript.lines IS 'JSON in UTF-8, an entry a line: docs/transcripts.md';

CREATE TABLE job_usage (
    job_id           bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    model            text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    input_tokens     bigint CHECK (input_tokens >= 0),
    cached_tokens    bigint CHECK (cached_tokens >= 0),
    written_tokens   bigint CHECK (written_tokens >= 0),
    output_tokens    bigint CHECK (output_tokens >= 0),
    reasoning_tokens bigint CHECK (reasoning_tokens >= 0),
    reported_usd     numeric CHECK (reported_usd >= 0),
    computed_usd     numeric CHECK (computed_usd >= 0),
    prices           text CHECK (length(prices) BETWEEN 1 AND 200),
    basis            text NOT NULL CHECK (basis IN ('reported', 'computed', 'unknown')),
    PRIMARY KEY (job_id, model),
    CHECK ((computed_usd IS NULL) = (prices IS NULL)),
    CHECK ((basis = 'reported') = (reported_usd IS NOT NULL)),
    CHECK ((basis = 'unknown') = (reported_usd IS NULL AND computed_usd IS NULL))
);
COMMENT ON TABLE job_usage IS 'What a turn used of one model; a turn without a row told nothing, so that nobody knows';
COMMENT ON COLUMN job_usage.job_id IS 'Job that was the turn';
COMMENT ON COLUMN job_usage.model IS 'As the agent names it; unnamed: it does not';
COMMENT ON COLUMN job_usage.input_tokens IS 'Read for the full price; null: unknown, here and below';
COMMENT ON COLUMN job_usage.cached_tokens IS 'Read from a cache';
COMMENT ON COLUMN job_usage.written_tokens IS 'Read and put into a cache';
COMMENT ON COLUMN job_usage.output_tokens IS 'Written, with what was thought';
COMMENT ON COLUMN job_usage.reasoning_tokens IS 'The part of the output that was thought';
COMMENT ON COLUMN job_usage.reported_usd IS 'Cost as the agent told it';
COMMENT ON COLUMN job_usage.computed_usd IS 'Tokens times prices; null: the table has no price of the model';
COMMENT ON COLUMN job_usage.prices IS 'Version of the table of prices';
COMMENT ON COLUMN job_usage.basis IS 'Which of the two counts: reported before computed; unknown is not nothing';
