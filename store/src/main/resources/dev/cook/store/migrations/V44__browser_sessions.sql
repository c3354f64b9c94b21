-- People see in which browsers they are signed in, and which of their tokens are used.

ALTER TABLE login ADD COLUMN login_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE login ADD COLUMN created_at timestamptz;
ALTER TABLE login ADD COLUMN used_at timestamptz;
ALTER TABLE login ADD COLUMN address text CHECK (length(address) <= 100);
ALTER TABLE login ADD COLUMN browser text CHECK (length(browser) <= 300);
CREATE INDEX login_account ON login (account_id);
COMMENT ON COLUMN login.login_id IS 'Number in login list';
COMMENT ON COLUMN login.created_at IS 'When the browser signed in; unknown of those from before this column';
COMMENT ON COLUMN login.used_at IS 'When the browser asked for something last, to within a few minutes; empty until then';
COMMENT ON COLUMN login.address IS 'The network address that the browser signed in from';
COMMENT ON COLUMN login.browser IS 'How the browser calls itself';

CREATE TABLE token_use (
    token_id bigint PRIMARY KEY REFERENCES token ON DELETE CASCADE,
    used_at  timestamptz NOT NULL
);
COMMENT ON TABLE token_use IS 'When tokens were used last; apart, as nobody who waits for changes of rights waits for it';
COMMENT ON COLUMN token_use.token_id IS 'The token';
COMMENT ON COLUMN token_use.used_at IS 'When it was used last, to within a few minutes';
