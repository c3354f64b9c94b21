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

    static final Setting<String> NAME = TABLE.add(
            "server", "name", ValueTypes.word(64), "cook", "The name of this server in messages and on pages.");
    static final Setting<Path> DATA = TABLE.add(
            "server",
            "data",
            ValueTypes.path(),
            "The data directory: repositories, recordings and, without `database.url`, the database. Default: the "
                    + "directory that Cook prints at its start.");

    static final Setting<String> DEFAULT_ENVIRONMENT = TABLE.add(
            "server",
            "environment",
            ValueTypes.name(),
            "local",
            "The environment of agents and gates, unless the repository has another (`repo environment`) or a "
                    + "push selects one with `-o env=NAME`.");

    static final Setting<List<String>> CONFIGURATION_HOSTS = TABLE.add(
            "server",
            "configuration_hosts",
            new CompositeTypes.ListOf<>(ValueTypes.word(253)),
            "[]",
            "Hosts whose git repositories a repository's cook.toml can name as `configuration`; this server "
                    + "fetches from them.");

    static final Setting<String> DATABASE_URL = TABLE.add(
            "database",
            "url",
            Addresses.database(),
            "An existing PostgreSQL, without user and password. Default: Cook runs its own in the data directory.");
    static final Setting<String> DATABASE_USER =
            TABLE.add("database", "user", ValueTypes.word(63), "The user for the database at `url`.");
    static final Setting<Path> PASSWORD_FILE = TABLE.add(
            "database",
            "password_file",
            ValueTypes.path(),
            "A file whose first line is that user's password; or set `" + PASSWORD_VARIABLE + "`, which wins.");
    static final Setting<Integer> POOL = TABLE.add(
            "database",
            "pool",
            new ValueTypes.Count(2, 500),
            "16",
            "The maximum number of connections to the database.");

    static final Setting<ListenAddress> SSH_LISTEN = TABLE.add(
            "ssh",
            "listen",
            ValueTypes.address(),
            "127.0.0.1:7422",
            "The address of the SSH server; port 0 selects a free port.");
    static final Setting<URI> SSH_URL =
            TABLE.add("ssh", "url", Addresses.ssh(), "The address that clients use, if it differs from `listen`.");

    static final Setting<ListenAddress> HTTP_LISTEN = TABLE.add(
            "http",
            "listen",
            ValueTypes.address(),
            "127.0.0.1:7420",
            "The address of the HTTP server, without TLS: put a TLS proxy in front; port 0 selects a free port.");
    static final Setting<URI> HTTP_URL =
            TABLE.add("http", "url", Addresses.http(), "The address that clients use, if it differs from `listen`.");

    static final Setting<List<AddressRange>> HTTP_TRUSTED_PROXIES = TABLE.add(
            "http",
            "trusted_proxies",
            new CompositeTypes.ListOf<>(AddressRange.kind()),
            "[]",
            "Addresses of proxies in front, each an IP address or a range such as `10.0.0.0/8`: Cook trusts their "
                    + "`X-Forwarded-For`, and does not count a proxy as one client.");

    static final Setting<Long> PACK =
            TABLE.add("limits", "pack", QuantityTypes.size("1MiB", "1024GiB"), "2GiB", "The maximum size of one push.");
    static final Setting<Long> OBJECT = TABLE.add(
            "limits",
            "object",
            QuantityTypes.size("1MiB", "1024GiB"),
            "512MiB",
            "The largest single object in a push.");
    static final Setting<Long> LFS_OBJECT = TABLE.add(
            "limits",
            "lfs_object",
            QuantityTypes.size("1KiB", "1024GiB"),
            "5GiB",
            "The largest single object of Git LFS.");
    static final Setting<Long> LFS_REPOSITORY = TABLE.add(
            "limits",
            "lfs_repository",
            QuantityTypes.size("1KiB", "1048576GiB"),
            "100GiB",
            "All objects of Git LFS of one repository; `repo show` says how many there are. They are never removed.");
    static final Setting<Integer> PUSH_COMMANDS = TABLE.add(
            "limits",
            "push_commands",
            new ValueTypes.Count(1, 1_000_000),
            "10000",
            "The maximum number of refs in one push.");
    static final Setting<Long> PROMPT = TABLE.add(
            "limits",
            "prompt",
            QuantityTypes.size("1KiB", "96KiB"),
            "64KiB",
            "The maximum size of a prompt; Linux limits a single argument to 128 KiB.");
    static final Setting<Long> LOG = TABLE.add(
            "limits",
            "log",
            QuantityTypes.size("64KiB", "16MiB"),
            "16MiB",
            "The output kept of one gate run or turn; of longer output, the end is kept.");
    static final Setting<Integer> CONNECTIONS = TABLE.add(
            "limits",
            "connections",
            new ValueTypes.Count(1, 100_000),
            "200",
            "The maximum number of connections of people to each of the two servers; environments are counted "
                    + "apart.");
    static final Setting<Integer> CONNECTIONS_PER_ADDRESS = TABLE.add(
            "limits",
            "connections_per_address",
            new ValueTypes.Count(1, 100_000),
            "50",
            "The maximum of those from one IPv4 address or one IPv6 /64.");
    static final Setting<Integer> SESSIONS = TABLE.add(
            "limits",
            "sessions",
            new ValueTypes.Count(0, 10_000),
            "8",
            "The maximum number of agents running at once; 0 starts none.");
    static final Setting<Integer> GATE_RUNS = TABLE.add(
            "limits",
            "gate_runs",
            new ValueTypes.Count(0, 10_000),
            "2",
            "The maximum number of gate runs at once; 0 starts none, so nothing lands.");
    static final Setting<Duration> MERGE = TABLE.add(
            "limits",
            "merge",
            QuantityTypes.duration("1s", "1h"),
            "1m",
            "The time limit for merging a branch; a longer merge is treated like a conflict.");
    static final Setting<Duration> AUTOSAVE = TABLE.add(
            "limits",
            "autosave",
            QuantityTypes.duration("1s", "24h"),
            "1m",
            "The interval at which unpushed work of agents is saved.");
    static final Setting<Duration> IDLE = TABLE.add(
            "limits",
            "idle",
            QuantityTypes.duration("1s", "24h"),
            "10m",
            "The idle time after which a connection is closed.");

    static final Setting<Path> PRICES = TABLE.add(
            "usage",
            "prices",
            ValueTypes.path(),
            "The prices of models: a JSON file with the field names of LiteLLM's table. Default: the table that "
                    + "comes with Cook.");

    static final Setting<Backend> BACKEND = TABLE.add(
            ENVIRONMENT, "backend", ValueTypes.choice(Backend.class), "local", "The backend that creates it.");
    static final Setting<Sandbox> SANDBOX = TABLE.add(
            ENVIRONMENT,
            "sandbox",
            ValueTypes.choice(Sandbox.class),
            "bubblewrap",
            "local: the isolation from this machine; with `none`, everybody who can push can run commands as the "
                    + "server's user.");
    static final Setting<List<Path>> PATHS = TABLE.add(
            ENVIRONMENT,
            "paths",
            new CompositeTypes.ListOf<>(ValueTypes.path()),
            "[]",
            "local: additional paths that are readable inside the sandbox.");
    static final Setting<String> IMAGE = TABLE.add(
            ENVIRONMENT, "image", ValueTypes.image(), "docker: the image; it needs sh, git, ssh, tmux and util-linux.");
    static final Setting<URI> HOST = TABLE.add(
            ENVIRONMENT,
            "host",
            Addresses.ssh(),
            "ssh: the machine, as `ssh://USER@HOST:PORT`; the server's user must be able to log in without a "
                    + "prompt.");
    static final Setting<Path> PROGRAM = TABLE.add(
            ENVIRONMENT,
            "program",
            ValueTypes.path(),
            "plugin: the program that answers requests as lines of JSON (docs/plugins.md).");
    static final Setting<Map<String, String>> PLUGIN_SETTINGS = TABLE.add(
            ENVIRONMENT,
            "settings",
            new CompositeTypes.Variables(),
            "{}",
            "plugin: settings passed to the program unchanged.");
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
            "local and docker: ports of this machine's loopback, such as a model server's, that it can reach at "
                    + "the same ports of its own.");
    static final Setting<Boolean> USER_NAMESPACES = TABLE.add(
            ENVIRONMENT,
            "user_namespaces",
            ValueTypes.flag(),
            "false",
            "local: whether programs in the sandbox can create namespaces, for sandboxes of their own; this "
                    + "exposes more of the kernel.");
    static final Setting<BigDecimal> CPUS = TABLE.add(
            ENVIRONMENT,
            "cpus",
            new QuantityTypes.Amount("0.1", "1024"),
            "The number of processors it can use. Default: all.");
    static final Setting<Long> MEMORY = TABLE.add(
            ENVIRONMENT,
            "memory",
            QuantityTypes.size("16MiB", "16384GiB"),
            "The memory it can use. Default: all. Above the limit, a local environment is ended and a person is "
                    + "told; in a container, a process is killed.");
    static final Setting<Integer> PROCESSES = TABLE.add(
            ENVIRONMENT,
            "processes",
            new ValueTypes.Count(16, 1_000_000),
            "8192",
            "The maximum number of processes and threads.");
    static final Setting<Long> FILE_SIZE = TABLE.add(
            ENVIRONMENT,
            "file_size",
            QuantityTypes.size("1MiB", "1024GiB"),
            "4GiB",
            "The maximum size of a file it writes.");
    static final Setting<Long> DISK = TABLE.add(
            ENVIRONMENT,
            "disk",
            QuantityTypes.size("16MiB", "16384GiB"),
            "local: the maximum size of its files in all. Default: unlimited. Measured every few seconds; above "
                    + "the limit, the environment is destroyed and a person is told.");
    static final Setting<Duration> WALL_TIME = TABLE.add(
            ENVIRONMENT,
            "wall_time",
            QuantityTypes.duration("1s", "720h"),
            "The time after which it is destroyed and a person is told. Default: as long as its branch needs it.");
    static final Setting<List<String>> ENVIRONMENT_SECRETS = TABLE.add(
            ENVIRONMENT,
            "secrets",
            new CompositeTypes.ListOf<>(ValueTypes.variableName()),
            "[]",
            "Names of environment variables of the server that everything in it gets, gates included.");
    static final Setting<Map<String, String>> ENVIRONMENT_VARIABLES =
            TABLE.add(ENVIRONMENT, "variables", new CompositeTypes.Variables(), "{}", "Variables that are not secret.");
    static final Setting<BigDecimal> PRICE_PER_HOUR = TABLE.add(
            ENVIRONMENT,
            "price_per_hour",
            new QuantityTypes.Amount("0", "10000"),
            "The price per hour in USD. Default: unknown, which is not zero.");
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
            "The time that an idle session holds a persistent environment, or one that `env create` makes from "
                    + "this one.");

    static final Setting<List<String>> COMMAND = TABLE.add(
            AGENT,
            "command",
            new Commands.OfAgent(),
            "The command, executed without a shell in the environment's clone; required unless the agent is built "
                    + "in.");
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
            "Names of environment variables of the server that this agent gets.");
    static final Setting<Map<String, String>> VARIABLES = TABLE.add(
            AGENT, "variables", new CompositeTypes.Variables(), "{}", "Variables of the agent that are not secret.");
    static final Setting<Duration> TIMEOUT =
            TABLE.add(AGENT, "timeout", QuantityTypes.duration("1s", "24h"), "1h", "The time limit of one turn.");

    static final Setting<AgentFormat> FORMAT = TABLE.add(
            AGENT,
            "format",
            ValueTypes.choice(AgentFormat.class),
            "terminal",
            "The format of its output, for transcript, usage and budget; `terminal` is plain text; with `acp` the "
                    + "server speaks the Agent Client Protocol with it (agents.md). Built-in agents have theirs.");

    private ServerSettings() {}
}
