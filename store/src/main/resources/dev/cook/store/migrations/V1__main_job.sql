-- The main job: accounts, repositories and their refs, branches and what they start, fossils, events.
-- Life cycles are text with a CHECK: an enum type cannot lose a value in a later migration.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE account (
    account_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name             text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    site_admin       boolean NOT NULL DEFAULT false,
    may_create_repos boolean NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL
);
COMMENT ON TABLE account IS 'A person or a service that may sign in';
COMMENT ON COLUMN account.account_id IS 'Identity, never used again';
COMMENT ON COLUMN account.name IS 'Name in commands, logs and fossils';
COMMENT ON COLUMN account.site_admin IS 'May do everything in every repository';
COMMENT ON COLUMN account.may_create_repos IS 'A first push to a new name creates the repository';
COMMENT ON COLUMN account.created_at IS 'When the account was made';

CREATE TABLE account_key (
    key_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    fingerprint text NOT NULL UNIQUE CHECK (fingerprint LIKE 'SHA256:%'),
    public_key  text NOT NULL,
    label       text NOT NULL CHECK (length(label) <= 200),
    created_at  timestamptz NOT NULL
);
CREATE INDEX ON account_key (account_id);
COMMENT ON TABLE account_key IS 'An SSH public key of an account';
COMMENT ON COLUMN account_key.key_id IS 'Number in key list';
COMMENT ON COLUMN account_key.account_id IS 'Whose key it is';
COMMENT ON COLUMN account_key.fingerprint IS 'As ssh-keygen -l prints it';
COMMENT ON COLUMN account_key.public_key IS 'Type and base64, as in authorized_keys, without the comment';
COMMENT ON COLUMN account_key.label IS 'The comment, so that a person knows which machine it is';
COMMENT ON COLUMN account_key.created_at IS 'When it was added';

CREATE TABLE token (
    token_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    label      text NOT NULL CHECK (length(label) <= 200),
    scope      text NOT NULL CHECK (scope IN ('read', 'write', 'land', 'admin')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CHECK (expires_at > created_at)
);
CREATE INDEX ON token (account_id);
COMMENT ON TABLE token IS 'A secret for HTTP; shown once, stored as a hash';
COMMENT ON COLUMN token.token_id IS 'Number in token list';
COMMENT ON COLUMN token.account_id IS 'Whose token it is';
COMMENT ON COLUMN token.hash IS 'SHA-256 of the token; it has 256 random bits, so a slow hash adds nothing';
COMMENT ON COLUMN token.label IS 'What it is for';
COMMENT ON COLUMN token.scope IS 'The most it may do, whatever the account may';
COMMENT ON COLUMN token.created_at IS 'When it was made';
COMMENT ON COLUMN token.expires_at IS 'When it stops working';
COMMENT ON COLUMN token.revoked_at IS 'When it was revoked, if it was';

CREATE TABLE login (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('code', 'cookie')),
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE login IS 'A one-time code from ssh HOST login, or the browser cookie it was exchanged for';
COMMENT ON COLUMN login.hash IS 'SHA-256 of the secret';
COMMENT ON COLUMN login.account_id IS 'Who signed in';
COMMENT ON COLUMN login.kind IS 'A code works once and is deleted; a cookie works until it expires';
COMMENT ON COLUMN login.expires_at IS 'When it stops working';

CREATE TABLE repo (
    repo_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    default_branch text NOT NULL DEFAULT 'main',
    refs_version   bigint NOT NULL DEFAULT 0,
    refs_at        timestamptz NOT NULL,
    fossil_count   bigint NOT NULL DEFAULT 0,
    created_by     text NOT NULL,
    created_at     timestamptz NOT NULL
);
CREATE UNIQUE INDEX repo_name ON repo (lower(name));
COMMENT ON TABLE repo IS 'A hosted bare repository; its objects lie on disk under its id';
COMMENT ON COLUMN repo.repo_id IS 'Identity, also the name of its directory';
COMMENT ON COLUMN repo.name IS 'Name in addresses, unique without regard to case';
COMMENT ON COLUMN repo.default_branch IS 'The target: where branches land unless they say otherwise';
COMMENT ON COLUMN repo.refs_version IS 'Counts transactions that moved refs; its row is the lock they take first';
COMMENT ON COLUMN repo.refs_at IS 'Time of the newest version; never goes back';
COMMENT ON COLUMN repo.fossil_count IS 'Highest fossil number given';
COMMENT ON COLUMN repo.created_by IS 'Name of who made it';
COMMENT ON COLUMN repo.created_at IS 'When it was made';

CREATE TABLE repo_role (
    repo_id    bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    role       text NOT NULL CHECK (role IN ('read', 'write', 'land', 'admin')),
    PRIMARY KEY (repo_id, account_id)
);
CREATE INDEX ON repo_role (account_id);
COMMENT ON TABLE repo_role IS 'What an account may do in a repository';
COMMENT ON COLUMN repo_role.repo_id IS 'Where';
COMMENT ON COLUMN repo_role.account_id IS 'Who';
COMMENT ON COLUMN repo_role.role IS 'Includes the roles before it';

CREATE TABLE ref (
    repo_id         bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    name            text COLLATE "C" NOT NULL CHECK (name = 'HEAD' OR name LIKE 'refs/%'),
    object_id       bytea CHECK (length(object_id) IN (20, 32)),
    peeled_id       bytea CHECK (length(peeled_id) IN (20, 32)),
    symbolic_target text,
    version         bigint NOT NULL,
    PRIMARY KEY (repo_id, name),
    CHECK ((object_id IS NULL) <> (symbolic_target IS NULL))
);
CREATE INDEX ref_head_folded ON ref (repo_id, lower(name)) WHERE name LIKE 'refs/heads/%';
CREATE INDEX ref_fossil ON ref (repo_id, object_id) WHERE name LIKE 'refs/fossils/%';
COMMENT ON TABLE ref IS 'Where each ref points now';
COMMENT ON COLUMN ref.repo_id IS 'Repository';
COMMENT ON COLUMN ref.name IS 'Full name, compared byte by byte as git does';
COMMENT ON COLUMN ref.object_id IS 'Object it names, unless symbolic';
COMMENT ON COLUMN ref.peeled_id IS 'What an annotated tag stands for';
COMMENT ON COLUMN ref.symbolic_target IS 'Ref that a symbolic ref names';
COMMENT ON COLUMN ref.version IS 'Version of the repository''s refs at which it came to be so';

CREATE TABLE ref_log (
    repo_id         bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    name            text COLLATE "C" NOT NULL,
    version         bigint NOT NULL,
    old_id          bytea,
    new_id          bytea,
    peeled_id       bytea,
    symbolic_target text,
    at              timestamptz NOT NULL,
    who             text NOT NULL,
    message         text NOT NULL,
    old_version     bigint,
    old_peeled      bytea,
    old_symref      text,
    PRIMARY KEY (repo_id, name, version)
);
CREATE INDEX ref_log_version ON ref_log (repo_id, version);
CREATE INDEX ref_log_past ON ref_log USING gist (repo_id, int8range(old_version, version)) WHERE old_version IS NOT NULL;
COMMENT ON TABLE ref_log IS 'Every movement of every ref; append-only';
COMMENT ON COLUMN ref_log.repo_id IS 'Repository';
COMMENT ON COLUMN ref_log.name IS 'Ref that moved';
COMMENT ON COLUMN ref_log.version IS 'Version that the movement made';
COMMENT ON COLUMN ref_log.old_id IS 'Object before; null: the ref was not there, or was symbolic';
COMMENT ON COLUMN ref_log.new_id IS 'Object after; null: the ref was deleted, or became symbolic';
COMMENT ON COLUMN ref_log.peeled_id IS 'Peeled object after';
COMMENT ON COLUMN ref_log.symbolic_target IS 'Symbolic target after';
COMMENT ON COLUMN ref_log.at IS 'Time of that version';
COMMENT ON COLUMN ref_log.who IS 'Account, environment or part of Cook that moved it';
COMMENT ON COLUMN ref_log.message IS 'Why, as in a reflog';
COMMENT ON COLUMN ref_log.old_version IS 'Version at which the old value began; null: there was none';
COMMENT ON COLUMN ref_log.old_peeled IS 'Peeled object before';
COMMENT ON COLUMN ref_log.old_symref IS 'Symbolic target before';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE ON ref_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE push (
    repo_id bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    version bigint NOT NULL,
    at      timestamptz NOT NULL,
    who     text NOT NULL,
    PRIMARY KEY (repo_id, version)
);
CREATE INDEX ON push (repo_id, at, version);
COMMENT ON TABLE push IS 'Each version of a repository''s refs: finds the version of a time';
COMMENT ON COLUMN push.repo_id IS 'Repository';
COMMENT ON COLUMN push.version IS 'Version of its refs';
COMMENT ON COLUMN push.at IS 'When; rises with the version';
COMMENT ON COLUMN push.who IS 'Who moved them';

CREATE TABLE branch (
    branch_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id      bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    name         text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 200),
    state        text NOT NULL CHECK (state IN ('active', 'done', 'queued', 'landed', 'abandoned')),
    target       text NOT NULL,
    landing      text NOT NULL CHECK (landing IN ('auto', 'ask')),
    agent        text,
    prompt       text CHECK (octet_length(prompt) <= 1048576),
    environment  text,
    started_from bytea NOT NULL CHECK (length(started_from) IN (20, 32)),
    started_by   text NOT NULL,
    land_by      text,
    feedbacks    integer NOT NULL DEFAULT 0 CHECK (feedbacks >= 0),
    waits_for    text,
    landed_as    bytea CHECK (length(landed_as) IN (20, 32)),
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    CHECK ((state IN ('landed', 'abandoned')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'landed') = (landed_as IS NOT NULL)),
    CHECK (state NOT IN ('queued', 'landed') OR land_by IS NOT NULL),
    CHECK (ended_at IS NULL OR waits_for IS NULL),
    CHECK (agent IS NULL OR prompt IS NOT NULL)
);
CREATE UNIQUE INDEX branch_alive ON branch (repo_id, name) WHERE ended_at IS NULL;
CREATE INDEX branch_by_state ON branch (state) WHERE ended_at IS NULL;
CREATE INDEX branch_ended ON branch (repo_id, ended_at DESC) WHERE ended_at IS NOT NULL;
COMMENT ON TABLE branch IS 'One life of a branch: from its first push to its fossil';
COMMENT ON COLUMN branch.branch_id IS 'Identity of this life';
COMMENT ON COLUMN branch.repo_id IS 'Repository';
COMMENT ON COLUMN branch.name IS 'Name without refs/heads/';
COMMENT ON COLUMN branch.state IS 'Where it is in its life';
COMMENT ON COLUMN branch.target IS 'Branch that it would land on';
COMMENT ON COLUMN branch.landing IS 'auto: lands by itself when its gates pass; ask: waits for branch land';
COMMENT ON COLUMN branch.agent IS 'Agent asked for, if any';
COMMENT ON COLUMN branch.prompt IS 'What the agent was asked to do';
COMMENT ON COLUMN branch.environment IS 'Name of the environment asked for, if any';
COMMENT ON COLUMN branch.started_from IS 'Commit of its first push';
COMMENT ON COLUMN branch.started_by IS 'Name of who pushed first';
COMMENT ON COLUMN branch.land_by IS 'Name of who said that it shall land';
COMMENT ON COLUMN branch.feedbacks IS 'How many times a failure went back to the agent';
COMMENT ON COLUMN branch.waits_for IS 'What a person has to do before it can go on; null: nothing';
COMMENT ON COLUMN branch.landed_as IS 'Commit that the target became';
COMMENT ON COLUMN branch.created_at IS 'When it was first pushed';
COMMENT ON COLUMN branch.changed_at IS 'When a column of this row last changed';
COMMENT ON COLUMN branch.ended_at IS 'When it landed or was abandoned';

CREATE TABLE environment (
    environment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id        bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    branch_id      bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    purpose        text NOT NULL CHECK (purpose IN ('session', 'gate')),
    name           text NOT NULL,
    state          text NOT NULL CHECK (state IN ('wanted', 'launched', 'ready', 'gone')),
    commit_id      bytea CHECK (length(commit_id) IN (20, 32)),
    fingerprint    text UNIQUE,
    public_key     text,
    launches       integer NOT NULL DEFAULT 0,
    reason         text,
    created_at     timestamptz NOT NULL,
    launched_at    timestamptz,
    ready_at       timestamptz,
    gone_at        timestamptz,
    CHECK ((state = 'gone') = (gone_at IS NOT NULL)),
    CHECK ((purpose = 'gate') = (commit_id IS NOT NULL)),
    CHECK (state NOT IN ('launched', 'ready') OR fingerprint IS NOT NULL),
    CHECK (state <> 'gone' OR fingerprint IS NULL)
);
CREATE INDEX environment_alive ON environment (state) WHERE state <> 'gone';
CREATE INDEX ON environment (branch_id);
COMMENT ON TABLE environment IS 'Somewhere a shell runs for one branch';
COMMENT ON COLUMN environment.environment_id IS 'Identity';
COMMENT ON COLUMN environment.repo_id IS 'Repository that its key may fetch';
COMMENT ON COLUMN environment.branch_id IS 'Branch it serves; a session''s key may push that one';
COMMENT ON COLUMN environment.purpose IS 'session: an agent works in it; gate: one commit is judged in it';
COMMENT ON COLUMN environment.name IS 'Which configured environment it is made from';
COMMENT ON COLUMN environment.state IS 'Whether it exists';
COMMENT ON COLUMN environment.commit_id IS 'Commit that a gate judges';
COMMENT ON COLUMN environment.fingerprint IS 'Its key; null once it is gone, so that the key dies with it';
COMMENT ON COLUMN environment.public_key IS 'The public half of its key';
COMMENT ON COLUMN environment.launches IS 'How often it was launched';
COMMENT ON COLUMN environment.reason IS 'Why it is gone';
COMMENT ON COLUMN environment.created_at IS 'When it was asked for';
COMMENT ON COLUMN environment.launched_at IS 'When it was last launched';
COMMENT ON COLUMN environment.ready_at IS 'When it first dialled home';
COMMENT ON COLUMN environment.gone_at IS 'When it was destroyed or found dead';

CREATE TABLE session (
    session_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    branch_id      bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    environment_id bigint NOT NULL REFERENCES environment,
    agent          text NOT NULL,
    agent_session  uuid NOT NULL,
    state          text NOT NULL CHECK (state IN ('wanted', 'running', 'ended', 'killed', 'lost')),
    reason         text,
    created_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    CHECK ((state IN ('ended', 'killed', 'lost')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX session_alive ON session (branch_id) WHERE ended_at IS NULL;
CREATE INDEX ON session (environment_id);
COMMENT ON TABLE session IS 'One agent''s attempt at a branch''s task';
COMMENT ON COLUMN session.session_id IS 'Identity';
COMMENT ON COLUMN session.branch_id IS 'Branch it works on';
COMMENT ON COLUMN session.environment_id IS 'Where it works';
COMMENT ON COLUMN session.agent IS 'Configured agent';
COMMENT ON COLUMN session.agent_session IS 'The agent''s own session id, so that a later turn resumes it';
COMMENT ON COLUMN session.state IS 'Whether it still works';
COMMENT ON COLUMN session.reason IS 'Why it ended';
COMMENT ON COLUMN session.created_at IS 'When it was asked for';
COMMENT ON COLUMN session.ended_at IS 'When it ended';

CREATE TABLE candidate (
    candidate_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repo_id      bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    branch_id    bigint NOT NULL REFERENCES branch ON DELETE CASCADE,
    target       text NOT NULL,
    target_id    bytea NOT NULL CHECK (length(target_id) IN (20, 32)),
    branch_tip   bytea NOT NULL CHECK (length(branch_tip) IN (20, 32)),
    commit_id    bytea CHECK (length(commit_id) IN (20, 32)),
    conflicts    text[] NOT NULL DEFAULT '{}',
    state        text NOT NULL CHECK (state IN ('open', 'conflicting', 'failed', 'stale', 'landed')),
    attempts     integer NOT NULL DEFAULT 3 CHECK (attempts >= 0),
    built_at     timestamptz NOT NULL,
    planned_at   timestamptz,
    closed_at    timestamptz,
    CHECK ((state = 'conflicting') = (cardinality(conflicts) > 0)),
    CHECK (commit_id IS NOT NULL OR state = 'conflicting'),
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CHECK (state <> 'landed' OR planned_at IS NOT NULL)
);
CREATE UNIQUE INDEX candidate_open ON candidate (branch_id) WHERE state = 'open';
CREATE INDEX ON candidate (branch_id, candidate_id);
COMMENT ON TABLE candidate IS 'A commit that would land: the target''s tip merged with a branch''s tip';
COMMENT ON COLUMN candidate.candidate_id IS 'Identity';
COMMENT ON COLUMN candidate.repo_id IS 'Repository';
COMMENT ON COLUMN candidate.branch_id IS 'Branch that would land';
COMMENT ON COLUMN candidate.target IS 'Branch it would land on';
COMMENT ON COLUMN candidate.target_id IS 'Tip of the target that it was built on';
COMMENT ON COLUMN candidate.branch_tip IS 'Tip of the branch that it holds';
COMMENT ON COLUMN candidate.commit_id IS 'The commit itself; null where the two conflict';
COMMENT ON COLUMN candidate.conflicts IS 'Files that conflict';
COMMENT ON COLUMN candidate.state IS 'What became of it';
COMMENT ON COLUMN candidate.attempts IS 'How many failures may go back to the agent, as the target''s cook.toml says';
COMMENT ON COLUMN candidate.built_at IS 'When it was built';
COMMENT ON COLUMN candidate.planned_at IS 'When its gates were read from the target; with none it may land at once';
COMMENT ON COLUMN candidate.closed_at IS 'When it stopped being open';

CREATE TABLE gate_run (
    gate_run_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id    bigint NOT NULL REFERENCES candidate ON DELETE CASCADE,
    name            text NOT NULL,
    attempt         integer NOT NULL CHECK (attempt >= 1),
    argv            text[] NOT NULL CHECK (cardinality(argv) > 0),
    timeout_seconds integer NOT NULL CHECK (timeout_seconds BETWEEN 1 AND 86400),
    state           text NOT NULL CHECK (state IN ('queued', 'running', 'passed', 'failed', 'broken', 'cancelled')),
    environment_id  bigint REFERENCES environment,
    reason          text,
    queued_at       timestamptz NOT NULL,
    started_at      timestamptz,
    ended_at        timestamptz,
    UNIQUE (candidate_id, name, attempt),
    CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
    CHECK (state <> 'running' OR environment_id IS NOT NULL),
    CHECK (state NOT IN ('passed', 'failed') OR started_at IS NOT NULL)
);
CREATE INDEX gate_run_alive ON gate_run (state, gate_run_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX gate_run_environment ON gate_run (environment_id) WHERE environment_id IS NOT NULL;
CREATE UNIQUE INDEX gate_run_one_attempt ON gate_run (candidate_id, name) WHERE ended_at IS NULL;
COMMENT ON TABLE gate_run IS 'One gate on one exact commit';
COMMENT ON COLUMN gate_run.gate_run_id IS 'Identity';
COMMENT ON COLUMN gate_run.candidate_id IS 'Candidate whose commit is judged';
COMMENT ON COLUMN gate_run.name IS 'Gate''s name in cook.toml of the target';
COMMENT ON COLUMN gate_run.attempt IS 'Counts from 1; more only where an earlier one was broken or asked for again';
COMMENT ON COLUMN gate_run.argv IS 'Command, word by word';
COMMENT ON COLUMN gate_run.timeout_seconds IS 'Longest it may run, in seconds';
COMMENT ON COLUMN gate_run.state IS 'What it found';
COMMENT ON COLUMN gate_run.environment_id IS 'Where it runs';
COMMENT ON COLUMN gate_run.reason IS 'What ended it, for a person to read';
COMMENT ON COLUMN gate_run.queued_at IS 'When it was planned';
COMMENT ON COLUMN gate_run.started_at IS 'When its command started';
COMMENT ON COLUMN gate_run.ended_at IS 'When it ended';

CREATE TABLE job (
    job_id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment_id  bigint NOT NULL REFERENCES environment,
    session_id      bigint REFERENCES session ON DELETE CASCADE,
    gate_run_id     bigint REFERENCES gate_run ON DELETE CASCADE,
    turn            integer NOT NULL CHECK (turn >= 1),
    prompt          text CHECK (octet_length(prompt) <= 1048576),
    timeout_seconds integer NOT NULL CHECK (timeout_seconds BETWEEN 1 AND 604800),
    state           text NOT NULL CHECK (state IN ('queued', 'running', 'ended', 'lost')),
    exit_status     integer,
    leftovers       text,
    queued_at       timestamptz NOT NULL,
    started_at      timestamptz,
    ended_at        timestamptz,
    settled_at      timestamptz,
    CHECK ((session_id IS NULL) <> (gate_run_id IS NULL)),
    CHECK ((state IN ('ended', 'lost')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'ended') = (exit_status IS NOT NULL)),
    CHECK (settled_at IS NULL OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX job_turn ON job (session_id, turn) WHERE session_id IS NOT NULL;
CREATE UNIQUE INDEX job_gate_run ON job (gate_run_id) WHERE gate_run_id IS NOT NULL;
CREATE INDEX job_unsettled ON job (environment_id) WHERE settled_at IS NULL;
COMMENT ON TABLE job IS 'One window in an environment: a turn of an agent, or a run of a gate';
COMMENT ON COLUMN job.job_id IS 'Identity';
COMMENT ON COLUMN job.environment_id IS 'Where it runs';
COMMENT ON COLUMN job.session_id IS 'Session that it is a turn of';
COMMENT ON COLUMN job.gate_run_id IS 'Gate run that it carries out';
COMMENT ON COLUMN job.turn IS 'Counts from 1 in a session';
COMMENT ON COLUMN job.prompt IS 'What the agent is told in this turn';
COMMENT ON COLUMN job.timeout_seconds IS 'Longest it may run, in seconds';
COMMENT ON COLUMN job.state IS 'How far it is';
COMMENT ON COLUMN job.exit_status IS 'Of its command; 124: it took too long';
COMMENT ON COLUMN job.leftovers IS 'Files that the agent left uncommitted';
COMMENT ON COLUMN job.queued_at IS 'When it was asked for';
COMMENT ON COLUMN job.started_at IS 'When its window was opened';
COMMENT ON COLUMN job.ended_at IS 'When its report arrived, or its environment was found gone';
COMMENT ON COLUMN job.settled_at IS 'When its session or gate run took notice of the end';

CREATE TABLE job_output (
    job_id    bigint PRIMARY KEY REFERENCES job ON DELETE CASCADE,
    output    bytea NOT NULL,
    recording bytea NOT NULL,
    cut       boolean NOT NULL
);
COMMENT ON TABLE job_output IS 'What a job wrote to its terminal; stored with its end in one transaction';
COMMENT ON COLUMN job_output.job_id IS 'Job';
COMMENT ON COLUMN job_output.output IS 'Raw bytes of its terminal';
COMMENT ON COLUMN job_output.recording IS 'The same with times, as asciicast v3';
COMMENT ON COLUMN job_output.cut IS 'Whether output beyond the limit was dropped';

CREATE TABLE fossil (
    repo_id   bigint NOT NULL REFERENCES repo ON DELETE CASCADE,
    number    bigint NOT NULL CHECK (number >= 1),
    name      text NOT NULL,
    ref_name  text NOT NULL,
    tip       bytea NOT NULL CHECK (length(tip) IN (20, 32)),
    reason    text NOT NULL CHECK (reason IN ('landed', 'abandoned', 'forced', 'deleted')),
    branch_id bigint REFERENCES branch ON DELETE SET NULL,
    made_by   text NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (repo_id, number)
);
CREATE INDEX ON fossil (branch_id);
COMMENT ON TABLE fossil IS 'The archived tip of a branch or tag, and the way to its story';
COMMENT ON COLUMN fossil.repo_id IS 'Repository';
COMMENT ON COLUMN fossil.number IS 'Counts from 1 in a repository';
COMMENT ON COLUMN fossil.name IS 'Name that the ref had, without refs/heads/';
COMMENT ON COLUMN fossil.ref_name IS 'Ref under refs/fossils/ that keeps it';
COMMENT ON COLUMN fossil.tip IS 'Tip at the end';
COMMENT ON COLUMN fossil.reason IS 'landed and abandoned hold the whole story; forced and deleted keep what a push dropped';
COMMENT ON COLUMN fossil.branch_id IS 'Life of the branch that it tells of';
COMMENT ON COLUMN fossil.made_by IS 'Who landed, abandoned, forced or deleted it';
COMMENT ON COLUMN fossil.made_at IS 'When';

CREATE TABLE event (
    event_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    repo_id   bigint REFERENCES repo ON DELETE CASCADE,
    branch_id bigint REFERENCES branch ON DELETE CASCADE,
    type      text NOT NULL CHECK (type ~ '^[a-z]+\.[a-z_]+$'),
    data      jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object')
);
CREATE INDEX ON event (branch_id, event_id) WHERE branch_id IS NOT NULL;
CREATE INDEX ON event (repo_id, event_id) WHERE repo_id IS NOT NULL;
CREATE TRIGGER append_only BEFORE UPDATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE event IS 'Facts in the past tense; append-only';
COMMENT ON COLUMN event.event_id IS 'In commit order: events are numbered under a lock that is held until the commit';
COMMENT ON COLUMN event.at IS 'When it happened';
COMMENT ON COLUMN event.repo_id IS 'Repository it is about, if any';
COMMENT ON COLUMN event.branch_id IS 'Branch it is about, if any';
COMMENT ON COLUMN event.type IS 'What happened, as thing.verb';
COMMENT ON COLUMN event.data IS 'Names and values, all text';
