-- People comment on lines of a change; they, and what agents found that review for gates, are open or resolved.

CREATE TABLE review_comment (
    branch_id   bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    number      integer NOT NULL CHECK (number >= 1),
    account_id  bigint NOT NULL REFERENCES account,
    old_side    boolean NOT NULL,
    commit_id   bytea NOT NULL CHECK (length(commit_id) IN (20, 32)),
    file        text NOT NULL CHECK (file <> '' AND octet_length(file) <= 16384),
    first_line  integer NOT NULL CHECK (first_line >= 1),
    last_line   integer NOT NULL CHECK (last_line >= first_line AND last_line - first_line < 500),
    quote       text NOT NULL CHECK (octet_length(quote) <= 16384),
    comment     text NOT NULL CHECK (comment <> '' AND octet_length(comment) <= 16384),
    written_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    resolved_at timestamptz,
    resolved_by text,
    PRIMARY KEY (branch_id, number),
    CHECK ((resolved_at IS NULL) = (resolved_by IS NULL)),
    CHECK (resolved_at IS NULL OR sent_at IS NOT NULL)
);
COMMENT ON TABLE review_comment IS 'What people wrote about lines of a branch''s change';
COMMENT ON COLUMN review_comment.branch_id IS 'The branch';
COMMENT ON COLUMN review_comment.number IS 'Counts from 1 on each branch; that of a deleted draft may be given again';
COMMENT ON COLUMN review_comment.account_id IS 'Who wrote it';
COMMENT ON COLUMN review_comment.old_side IS 'Whether it is about lines before the change';
COMMENT ON COLUMN review_comment.commit_id IS 'The commit that has the lines: one of the branch, or what it was compared with';
COMMENT ON COLUMN review_comment.file IS 'Path of the file in the commit';
COMMENT ON COLUMN review_comment.first_line IS 'Counts from 1';
COMMENT ON COLUMN review_comment.last_line IS 'The last line that it is about';
COMMENT ON COLUMN review_comment.quote IS 'What the lines said, shortened where they are many';
COMMENT ON COLUMN review_comment.comment IS 'What was written';
COMMENT ON COLUMN review_comment.written_at IS 'When it was written or changed last';
COMMENT ON COLUMN review_comment.sent_at IS 'When it was sent; null: a draft, which only its author sees';
COMMENT ON COLUMN review_comment.resolved_at IS 'When somebody said that nothing is left to do about it; null: it is open';
COMMENT ON COLUMN review_comment.resolved_by IS 'Who said so';

ALTER TABLE gate_verdict
    ADD COLUMN resolved_at timestamptz,
    ADD COLUMN resolved_by text,
    ADD CHECK ((resolved_at IS NULL) = (resolved_by IS NULL));
COMMENT ON COLUMN gate_verdict.resolved_at IS 'When a person said that nothing is left to do about it; null: it is open';
COMMENT ON COLUMN gate_verdict.resolved_by IS 'Who said so';

CREATE TABLE branch_look (
    branch_id  bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES account,
    tip        bytea NOT NULL CHECK (length(tip) IN (20, 32)),
    base       bytea CHECK (length(base) IN (20, 32)),
    looked_at  timestamptz NOT NULL,
    PRIMARY KEY (branch_id, account_id)
);
COMMENT ON TABLE branch_look IS 'What people have reviewed of a branch';
COMMENT ON COLUMN branch_look.branch_id IS 'The branch';
COMMENT ON COLUMN branch_look.account_id IS 'Who reviewed it';
COMMENT ON COLUMN branch_look.tip IS 'The tip that they marked as reviewed last';
COMMENT ON COLUMN branch_look.base IS 'What it was compared with; null: it shared nothing with its target';
COMMENT ON COLUMN branch_look.looked_at IS 'When they did';
