-- A failed run is tried again if all tests that failed are known to be flaky.

ALTER TABLE gate_run ADD COLUMN flaky_retry boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN gate_run.flaky_retry IS 'Whether it failed and is tried again because its failed tests are known to be flaky';
