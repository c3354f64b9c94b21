-- A form that is sent twice starts one branch, and one agent.

ALTER TABLE branch ADD COLUMN start_key text;
COMMENT ON COLUMN branch.start_key IS 'What the form that started it was numbered with; none if a push did';
CREATE UNIQUE INDEX branch_start ON branch (started_by, start_key) WHERE start_key IS NOT NULL;
