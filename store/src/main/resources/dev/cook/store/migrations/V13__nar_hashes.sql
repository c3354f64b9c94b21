-- What Nix calls the files that made an environment somebody's own.

ALTER TABLE environment
    ADD COLUMN configuration_nar_hash text CHECK (configuration_nar_hash ~ '^sha256-[A-Za-z0-9+/]{43}=$'),
    ADD CONSTRAINT environment_hashed CHECK (configuration_nar_hash IS NULL OR configuration_rev IS NOT NULL);
COMMENT ON COLUMN environment.configuration_nar_hash IS
    'narHash of those files as the environment itself says; null: they are no flake, or it has not said it';
