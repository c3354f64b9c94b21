-- What environments with a list of allowed hosts asked Cook's proxy for.

CREATE TABLE host_request (
    environment_id bigint NOT NULL REFERENCES environment ON DELETE CASCADE,
    host           text NOT NULL CHECK (length(host) BETWEEN 1 AND 253),
    port           integer NOT NULL CHECK (port BETWEEN 0 AND 99999),
    allowed        boolean NOT NULL,
    times          bigint NOT NULL DEFAULT 1 CHECK (times >= 1),
    first_at       timestamptz NOT NULL,
    last_at        timestamptz NOT NULL,
    PRIMARY KEY (environment_id, host, port, allowed)
);
COMMENT ON TABLE host_request IS 'A host that an environment asked the proxy for';
COMMENT ON COLUMN host_request.environment_id IS 'Who asked';
COMMENT ON COLUMN host_request.host IS 'Name or address as it was asked for';
COMMENT ON COLUMN host_request.port IS 'Port as it was asked for';
COMMENT ON COLUMN host_request.allowed IS 'Whether the list of hosts had it';
COMMENT ON COLUMN host_request.times IS 'How often';
COMMENT ON COLUMN host_request.first_at IS 'When it was first asked for';
COMMENT ON COLUMN host_request.last_at IS 'When it was last asked for';
