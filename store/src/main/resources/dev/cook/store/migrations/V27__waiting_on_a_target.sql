-- A branch that waits because of what its target is goes on by itself once the target is something else.

ALTER TABLE branch ADD COLUMN waits_on bytea CHECK (length(waits_on) IN (20, 32));
COMMENT ON COLUMN branch.waits_on IS
    'The tip of its target for which waits_for holds, zeros where there was none; NULL: what the target is has no part in it';
