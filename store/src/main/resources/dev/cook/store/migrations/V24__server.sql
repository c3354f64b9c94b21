-- Which server works with this database.

CREATE TABLE server (
    only_one   boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    server_id  text NOT NULL CHECK (server_id <> ''),
    host       text NOT NULL,
    pid        bigint NOT NULL,
    data       text NOT NULL,
    started_at timestamptz NOT NULL
);
COMMENT ON TABLE server IS
    'The server that works with this database, or did so last; while it does, it holds an advisory lock. One row';
COMMENT ON COLUMN server.only_one IS 'Always true: there is one row';
COMMENT ON COLUMN server.server_id IS 'What its data directory says (server_id): the objects of the repositories are there';
COMMENT ON COLUMN server.host IS 'The machine that it runs on';
COMMENT ON COLUMN server.pid IS 'Its process on that machine';
COMMENT ON COLUMN server.data IS 'Its data directory';
COMMENT ON COLUMN server.started_at IS 'When it started';
