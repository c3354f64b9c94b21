-- A repository may have an environment of its own choice, instead of the server's.

ALTER TABLE repo ADD COLUMN environment text CHECK (environment ~ '^[a-z0-9][a-z0-9-]{0,39}$');
COMMENT ON COLUMN repo.environment IS 'Where its agents and gates run unless a push says otherwise; null: the server''s default';
