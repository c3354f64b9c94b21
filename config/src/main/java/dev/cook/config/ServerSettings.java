package dev.cook.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the server's file may hold. */
final class ServerSettings {
    /** The only way to give a password directly: a file that people edit is no place for one. */
    static final String PASSWORD_VARIABLE = "COOK_DATABASE_PASSWORD";

    /** Stands for the name that the file gives to an agent. */
    static final String AGENT = "agents.NAME";

    /** Stands for the name that the file gives to an environment. */
    static final String ENVIRONMENT = "environments.NAME";

    static final SettingTable TABLE = new SettingTable();

    static final Setting<String> NAME =
            TABLE.add("server", "name", ValueTypes.word(64), "cook", "What messages and pages call this server.");
    static final Setting<Path> DATA = TABLE.add(
            "server",
            "data",
            ValueTypes.path(),
            "Repositories, recordings and, unless `database.url` is given, the database; absent: the directory that Cook"
                    + " names when it starts.");

    static final Setting<String> DEFAULT_ENVIRONMENT = TABLE.add(
            "server",
            "environment",
            ValueTypes.name(),
            "local",
            "Which of the environments agents and gates run in, unless the repository has another (`repo environment`)"
                    + " or a push says `-o env=NAME`.");

    static final Setting<List<String>> CONFIGURATION_HOSTS = TABLE.add(
            "server",
            "configuration_hosts",
            new CompositeTypes.ListOf<>(ValueTypes.word(253)),
            "[]",
            "Hosts whose git repositories a repository's cook.toml may name as `configuration`: this server fetches them.");

    static final Setting<String> DATABASE_URL = TABLE.add(
            "database",
            "url",
            Addresses.database(),
            "An existing PostgreSQL, without user and password; absent: Cook runs its own in the data directory.");
    static final Setting<String> DATABASE_USER =
            TABLE.add("database", "user", ValueTypes.word(63), "Who Cook is in the database at `url`.");
    static final Setting<Path> PASSWORD_FILE = TABLE.add(
            "database",
            "password_file",
            ValueTypes.path(),
            "A file whose first line is that user's password; or set `" + PASSWORD_VARIABLE + "`, which wins.");
    static final Setting<Integer> POOL =
            TABLE.add("database", "pool", new ValueTypes.Count(2, 500), "16", "Connections to the database at most.");

    static final Setting<ListenAddress> SSH_LISTEN = TABLE.add(
            "ssh",
            "listen",
            ValueTypes.address(),
            "127.0.0.1:7422",
            "Where the SSH server listens; port 0 takes a free one.");
    static final Setting<URI> SSH_URL =
            TABLE.add("ssh", "url", Addresses.ssh(), "How clients reach it, when that differs from `listen`.");

    static final Setting<ListenAddress> HTTP_LISTEN = TABLE.add(
            "http",
            "listen",
            ValueTypes.address(),
            "127.0.0.1:7420",
            "Where the HTTP server listens, in the clear: put a TLS proxy before it; port 0 takes a free one.");
    static final Setting<URI> HTTP_URL =
            TABLE.add("http", "url", Addresses.http(), "How clients reach it, when that differs from `listen`.");

    static final Setting<List<AddressRange>> HTTP_TRUSTED_PROXIES = TABLE.add(
            "http",
            "trusted_proxies",
            new CompositeTypes.ListOf<>(AddressRange.kind()),
            "[]",
            "Addresses of proxies before it, each an IP address or a range such as `10.0.0.0/8`: what they write into"
                    + " `X-Forwarded-For` is believed, and they are not counted as one client.");

    static final Setting<Long> PACK =
            TABLE.add("limits", "pack", QuantityTypes.size("1MiB", "1024GiB"), "2GiB", "What one push may send.");
    static final Setting<Long> OBJECT = TABLE.add(
            "limits",
            "object",
            QuantityTypes.size("1MiB", "1024GiB"),
            "512MiB",
            "The largest single object in a push.");
    static final Setting<Integer> PUSH_COMMANDS = TABLE.add(
            "limits", "push_commands", new ValueTypes.Count(1, 1_000_000), "10000", "Refs that one push may move.");
    static final Setting<Long> PROMPT = TABLE.add(
            "limits",
            "prompt",
            QuantityTypes.size("1KiB", "96KiB"),
            "64KiB",
            "Text given to an agent; a single argument on Linux ends at 128 KiB.");
    static final Setting<Long> LOG = TABLE.add(
            "limits",
            "log",
            QuantityTypes.size("64KiB", "16MiB"),
            "16MiB",
            "Output kept of one gate run or turn of a session; of more, the end is kept.");
    static final Setting<Integer> CONNECTIONS = TABLE.add(
            "limits",
            "connections",
            new ValueTypes.Count(1, 100_000),
            "200",
            "People connected at once, to each of the two servers; environments are counted apart.");
    static final Setting<Integer> CONNECTIONS_PER_ADDRESS = TABLE.add(
            "limits",
            "connections_per_address",
            new ValueTypes.Count(1, 100_000),
            "50",
            "Of those, from one IPv4 address or one IPv6 /64.");
    static final Setting<Integer> SESSIONS = TABLE.add(
            "limits", "sessions", new ValueTypes.Count(0, 10_000), "8", "Agents at work at once; 0 starts none.");
    static final Setting<Integer> GATE_RUNS = TABLE.add(
            "limits",
            "gate_runs",
            new ValueTypes.Count(0, 10_000),
            "2",
            "Gate runs at once; 0 starts none, so nothing lands.");
    static final Setting<Duration> MERGE = TABLE.add(
            "limits",
            "merge",
            QuantityTypes.duration("1s", "1h"),
            "1m",
            "How long git may take to merge a branch; one that takes longer is told like a conflict.");
    static final Setting<Duration> AUTOSAVE = TABLE.add(
            "limits",
            "autosave",
            QuantityTypes.duration("1s", "24h"),
            "1m",
            "How long what an agent has not pushed may stay unsaved.");
    static final Setting<Duration> IDLE = TABLE.add(
            "limits",
            "idle",
            QuantityTypes.duration("1s", "24h"),
            "10m",
            "Silence after which a connection is closed.");

    static final Setting<Path> PRICES = TABLE.add(
            "usage",
            "prices",
            ValueTypes.path(),
            "What models cost: a JSON file with the field names of LiteLLM's table; absent: the table that comes with Cook.");

    static final Setting<Backend> BACKEND =
            TABLE.add(ENVIRONMENT, "backend", ValueTypes.choice(Backend.class), "local", "What it is made with.");
    static final Setting<Sandbox> SANDBOX = TABLE.add(
            ENVIRONMENT,
            "sandbox",
            ValueTypes.choice(Sandbox.class),
            "bubblewrap",
            "local: what stands between it and this machine; with `none`, whoever can push can run commands as the"
                    + " server's user.");
    static final Setting<List<Path>> PATHS = TABLE.add(
            ENVIRONMENT,
            "paths",
            new CompositeTypes.ListOf<>(ValueTypes.path()),
            "[]",
            "local: shown read-only inside the sandbox, beside the system's own.");
    static final Setting<String> IMAGE = TABLE.add(
            ENVIRONMENT, "image", ValueTypes.image(), "docker: the image; it needs sh, git, ssh, tmux and util-linux.");
    static final Setting<URI> HOST = TABLE.add(
            ENVIRONMENT,
            "host",
            Addresses.ssh(),
            "ssh: the machine, as `ssh://USER@HOST:PORT`; the server's user must get in without a question.");
    static final Setting<Path> PROGRAM = TABLE.add(
            ENVIRONMENT, "program", ValueTypes.path(), "plugin: what speaks one JSON line a verb (docs/plugins.md).");
    static final Setting<Map<String, String>> PLUGIN_SETTINGS = TABLE.add(
            ENVIRONMENT,
            "settings",
            new CompositeTypes.Variables(),
            "{}",
            "plugin: passed on to the program as they are.");
    static final Setting<Network> NETWORK = TABLE.add(
            ENVIRONMENT,
            "network",
            new NetworkKind(),
            "open",
            "local and docker: what it may reach. `open`: whatever its machine does, but nothing that listens on the"
                    + " machine's loopback; `host`: that too; `cook`: this server's SSH port alone;"
                    + " a list: that, and these hosts through this server's proxy (`\"example.org\"`,"
                    + " `\"*.example.org\"`, `\"example.org:8443\"`; port 443 unless said).");
    static final Setting<List<Integer>> LOOPBACK = TABLE.add(
            ENVIRONMENT,
            "loopback",
            new CompositeTypes.ListOf<>(new ValueTypes.Port()),
            "[]",
            "local and docker: ports of this machine's loopback that are reached at the same ports of its own, such as a"
                    + " model server's.");
    static final Setting<Boolean> USER_NAMESPACES = TABLE.add(
            ENVIRONMENT,
            "user_namespaces",
            ValueTypes.flag(),
            "false",
            "local: whether programs in the sandbox may make namespaces, for sandboxes of their own; it opens more of the"
                    + " kernel to them.");
    static final Setting<BigDecimal> CPUS = TABLE.add(
            ENVIRONMENT, "cpus", new QuantityTypes.Amount("0.1", "1024"), "Processors that it may use; absent: all.");
    static final Setting<Long> MEMORY = TABLE.add(
            ENVIRONMENT,
            "memory",
            QuantityTypes.size("16MiB", "16384GiB"),
            "Memory that it may use; absent: all. Beyond it, a local one is ended and a person is told; in a container, something is killed.");
    static final Setting<Integer> PROCESSES = TABLE.add(
            ENVIRONMENT, "processes", new ValueTypes.Count(16, 1_000_000), "8192", "Processes and threads at once.");
    static final Setting<Long> FILE_SIZE = TABLE.add(
            ENVIRONMENT,
            "file_size",
            QuantityTypes.size("1MiB", "1024GiB"),
            "4GiB",
            "The largest file that it may write.");
    static final Setting<Long> DISK = TABLE.add(
            ENVIRONMENT,
            "disk",
            QuantityTypes.size("16MiB", "16384GiB"),
            "local: what its files may take together; absent: as much as there is. It is measured every few seconds: beyond"
                    + " it, the environment is destroyed and a person is told.");
    static final Setting<Duration> WALL_TIME = TABLE.add(
            ENVIRONMENT,
            "wall_time",
            QuantityTypes.duration("1s", "720h"),
            "How long it may exist, then it is destroyed and a person is told; absent: as long as its branch needs it.");
    static final Setting<List<String>> ENVIRONMENT_SECRETS = TABLE.add(
            ENVIRONMENT,
            "secrets",
            new CompositeTypes.ListOf<>(ValueTypes.variableName()),
            "[]",
            "Names of the server's environment variables that everything in it gets, gates too.");
    static final Setting<Map<String, String>> ENVIRONMENT_VARIABLES = TABLE.add(
            ENVIRONMENT, "variables", new CompositeTypes.Variables(), "{}", "The same for what is no secret.");
    static final Setting<BigDecimal> PRICE_PER_HOUR = TABLE.add(
            ENVIRONMENT,
            "price_per_hour",
            new QuantityTypes.Amount("0", "10000"),
            "USD for each hour that one exists; absent: unknown, which is not nothing.");
    static final Setting<List<RepoBeside>> REPOS = TABLE.add(
            ENVIRONMENT,
            "repos",
            new CompositeTypes.ListOf<>(new CompositeTypes.Beside()),
            "[]",
            "Other repositories of this server, checked out beside the main one: a name, or"
                    + " `{ name = \"team/lib\", path = \"lib\", ref = \"main\" }`. The environment's key may read them; whoever"
                    + " pushes must be allowed to.");
    static final Setting<Configuration> CONFIGURATION = TABLE.add(
            ENVIRONMENT,
            "configuration",
            new CompositeTypes.Configured(),
            "A git repository that makes it somebody's own, fetched by the server when a session starts: a URL (`https`, `ssh`,"
                    + " `file`) or a path, or `{ url, rev, kind, attribute }`. `dotfiles`: its files are linked into HOME;"
                    + " `devshell`: commands run in the shell of that Nix flake; `home`: the activation package that"
                    + " `attribute` names is built and activated.");
    static final Setting<Boolean> PERSISTENT = TABLE.add(
            ENVIRONMENT,
            "persistent",
            ValueTypes.flag(),
            "false",
            "local, docker and ssh: each repository has one of its own, whose HOME stays from session to session; one"
                    + " session works in it at a time. Gates never do.");
    static final Setting<Duration> IDLE_TIMEOUT = TABLE.add(
            ENVIRONMENT,
            "idle_timeout",
            QuantityTypes.duration("1s", "720h"),
            "30m",
            "How long a session with nothing to do holds a persistent one, or one that `env create` makes from this.");

    static final Setting<List<String>> COMMAND = TABLE.add(
            AGENT,
            "command",
            new Commands.OfAgent(),
            "What is executed, without a shell, in the environment's clone; required unless the agent is known.");
    static final Setting<List<String>> RESUME = TABLE.add(
            AGENT,
            "resume",
            new Commands.OfAgent(),
            "The same for later attempts of a session; absent: `command` again, also where a known agent's command is"
                    + " replaced.");
    static final Setting<List<String>> SECRETS = TABLE.add(
            AGENT,
            "secrets",
            new CompositeTypes.ListOf<>(ValueTypes.variableName()),
            "[]",
            "Names of the server's environment variables that this agent gets.");
    static final Setting<Map<String, String>> VARIABLES = TABLE.add(
            AGENT,
            "variables",
            new CompositeTypes.Variables(),
            "{}",
            "Set in the agent's environment; nothing secret.");
    static final Setting<Duration> TIMEOUT =
            TABLE.add(AGENT, "timeout", QuantityTypes.duration("1s", "24h"), "1h", "For one attempt.");

    static final Setting<AgentFormat> FORMAT = TABLE.add(
            AGENT,
            "format",
            ValueTypes.choice(AgentFormat.class),
            "terminal",
            "How what it writes is read, for transcript, usage and budget; `terminal` is plain text; with `acp`"
                    + " the server speaks the Agent Client Protocol with it (agents.md). Known agents know theirs.");

    private ServerSettings() {}
}
