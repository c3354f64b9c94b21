-- Sessions that outlive their environment: how often one was lost, so that it is not resumed for ever.

ALTER TABLE session ADD COLUMN losses integer NOT NULL DEFAULT 0 CHECK (losses >= 0);
COMMENT ON COLUMN session.losses IS 'How often in a row it lost its environment; a turn that reports begins anew';
