-- What gates.py and gates.ts printed: the same files print the same, so none is run twice for them.

CREATE TABLE gate_document (
    repo_id     bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    content_key bytea NOT NULL CHECK (length(content_key) = 32),
    document    text NOT NULL CHECK (length(document) <= 1048576),
    written_at  timestamptz NOT NULL,
    PRIMARY KEY (repo_id, content_key)
);
CREATE INDEX ON gate_document (repo_id, written_at);
COMMENT ON TABLE gate_document IS 'What gate files printed';
COMMENT ON COLUMN gate_document.repo_id IS 'Repository';
COMMENT ON COLUMN gate_document.content_key IS 'SHA-256 of all that the file could see: its own text, what it reads, the names of all files';
COMMENT ON COLUMN gate_document.document IS 'The JSON that it printed';
COMMENT ON COLUMN gate_document.written_at IS 'When it was run';
