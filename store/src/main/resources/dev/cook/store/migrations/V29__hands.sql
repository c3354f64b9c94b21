-- Who typed into a branch's environment or told its agent what to do: what comes of it is theirs as well.

CREATE TABLE branch_hand (
    branch_id bigint      NOT NULL REFERENCES branch ON DELETE CASCADE,
    name      text        NOT NULL,
    since     timestamptz NOT NULL,
    PRIMARY KEY (branch_id, name)
);
COMMENT ON TABLE branch_hand IS 'People who worked on a branch without pushing to it themselves';
COMMENT ON COLUMN branch_hand.branch_id IS 'Branch that they worked on';
COMMENT ON COLUMN branch_hand.name IS 'Name of the account';
COMMENT ON COLUMN branch_hand.since IS 'When they did so first';

-- What was said to agents before is known from its events.
INSERT INTO branch_hand
    SELECT branch_id, data->>'by', min(at) FROM event
    WHERE type = 'session.told' AND branch_id IS NOT NULL AND data->>'by' IS NOT NULL
    GROUP BY 1, 2;
