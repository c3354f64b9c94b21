-- A board finds what landed last also where thousands of branches were abandoned since.

CREATE INDEX branch_landed ON branch (repo_id, ended_at DESC) WHERE state = 'landed';
