-- Documents and commands call them persistent environments; the tables do, too.

ALTER TABLE kept_environment RENAME TO persistent_environment;
ALTER TABLE persistent_environment RENAME COLUMN kept_id TO persistent_id;
ALTER TABLE environment RENAME COLUMN kept_id TO persistent_id;
ALTER INDEX kept_environment_name RENAME TO persistent_environment_name;
ALTER INDEX kept_environment_there RENAME TO persistent_environment_there;
