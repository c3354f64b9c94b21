package dev.cook.config;

import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md} from the table that the readers use, so that the two cannot part. */
public final class ConfigReference {
    /** A server's file that shows each table once. */
    static final String SERVER_EXAMPLE = """
            [server]
            name = "kitchen"
            data = "/var/lib/cook"

            [ssh]
            listen = "127.0.0.1:7422"
            url = "ssh://cook@git.example.org:7422"

            [http]
            listen = "127.0.0.1:7420"
            url = "https://git.example.org"

            [limits]
            sessions = 4
            idle = "10m"

            [environments.local]
            sandbox = "bubblewrap"
            paths = ["/opt/tools"]

            [environments.box]
            backend = "docker"
            image = "registry.example.org/agents:12"
            memory = "4GiB"
            cpus = 2
            price_per_hour = 0.08

            [agents.claude]
            timeout = "2h"

            [agents.ours]
            command = ["our-agent", "--file", "{prompt_file}"]
            resume = ["our-agent", "--again", "{session}", "--file", "{prompt_file}"]
            secrets = ["OUR_AGENT_KEY"]
            variables = { LOG = "json" }

            [agents.spoken]
            command = ["another-agent", "--acp"]
            format = "acp"
            """;

    static final String REPO_EXAMPLE = """
            attempts = 3

            [limits]
            budget = "20usd"
            max_time = "2h"

            [[gates]]
            name = "test"
            command = "make test"
            timeout = "20m"

            [[gates]]
            name = "format"
            command = ["bin/format", "--check"]
            paths = ["src/**", "*.java"]

            [[gates]]
            name = "browser"
            command = "make browser-test"
            needs = ["test"]
            retries = 2
            when = { branches = ["agent/**"] }

            [[gates]]
            name = "looked-at"
            kind = "approval"
            count = 2
            by = ["cooks", "ann"]
            owners = true
            needs = ["test", "format"]

            [queue]
            depth = 8
            batch = 4
            landing = "squash"

            [queue.lanes]
            docs = ["docs/**", "**/*.md"]

            [groups]
            cooks = ["ben", "cleo"]

            [owners]
            "db/**" = ["cooks"]

            [environments.small]
            from = "box"
            memory = "2GiB"
            network = ["registry.example.org"]
            repos = ["team/lib"]
            variables = { CI = "true" }
            """;

    private ConfigReference() {}

    public static String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("""
                # Configuration

                Generated from the table that reads these files; change it there.

                A server needs no file. Each value comes from its environment variable, else from the file, else from its
                default; an empty variable counts as not set. A key that Cook does not know is an error, and all errors are
                shown at once with file, line and column.

                Sizes are whole numbers with `B`, `KiB`, `MiB` or `GiB`, durations with `s`, `m` or `h`, amounts of money numbers
                with `usd`, all in quotes.
                Addresses are `HOST:PORT` or `[IPV6]:PORT`. Paths are absolute.

                ## The server's file

                """);
        example(out, SERVER_EXAMPLE);
        for (String table : ServerSettings.TABLE.tables()) {
            settings(out, "### `[" + table + "]`", ServerSettings.TABLE.in(table), table);
            if (table.equals(ServerSettings.ENVIRONMENT)) {
                out.append(
                                "`NAME` is what `-o env=NAME` gives; `local` needs no table. Keys that begin with a backend's name are")
                        .append(" for that backend alone.\n\n");
            }
            if (table.equals("database")) {
                out.append("A password is never written in the file: name a `password_file`, or set `")
                        .append(ServerSettings.PASSWORD_VARIABLE)
                        .append("`.\n\n");
            }
        }
        agents(out);
        out.append("## A repository's file, `").append(RepoConfig.FILE).append("`\n\n");
        out.append("At the root of the tree, at most 64 KiB and ")
                .append(RepoConfig.MOST_GATES)
                .append(" gates; no file means no gates. Environment variables do not change it.\n\n");
        example(out, REPO_EXAMPLE);
        settings(out, "### At the top", RepoSettings.TABLE.in(""), "");
        settings(out, "### `[limits]`", RepoSettings.TABLE.in(RepoSettings.LIMITS), "");
        settings(out, "### `[[gates]]`", RepoSettings.TABLE.in(RepoSettings.GATES), "");
        out.append("""
                `when = { branches = ["agent/**"], started_by = ["ann"], agents = ["claude"] }`: all that is said has to be so.
                Every kind is explained in [gates.md](gates.md).

                A **pattern** is for the whole path from the root, and minds the case: `*` stands for any letters but `/`, `?` for
                one letter but `/`, and `**` alone between slashes for any directories, also none. `docs/**` is all that is in
                `docs`, `*.md` is for the root alone, `**/*.md` is for everywhere.

                """);
        settings(out, "### `[queue]`", RepoSettings.TABLE.in(RepoSettings.QUEUE), "");
        out.append("""
                `[queue.lanes]` has lines `NAME = ["PATTERN", …]`: a branch that changes only such files is in that lane, the first
                that fits, and does not wait for branches in another.

                ### `[groups]` and `[owners]`

                `[groups]` has lines `NAME = ["ACCOUNT", …]`, and `[owners]` lines `"PATTERN" = ["ACCOUNT or GROUP", …]`. A group
                hides an account of the same name. Of a file that several patterns match, the owners of each are its owners.

                """);
        settings(out, "### `[environments.NAME]`", RepoSettings.TABLE.in(RepoSettings.ENVIRONMENT), "");
        out.append("""
                An environment of the server's, narrowed for this repository; read from the branch that others land on, never from
                the one that is judged. `-o env=NAME` and `repo environment` look here first, then in the server's file. Secrets,
                places, prices and anything wider are the server's alone.
                """);
        return out.toString().stripTrailing() + "\n";
    }

    private static void settings(StringBuilder out, String title, List<Setting<?>> settings, String table) {
        boolean variables = !table.isEmpty();
        out.append(title).append("\n\n");
        out.append(variables ? "| Key | Type | Default | Environment variable | |\n|---|---|---|---|---|\n" : "")
                .append(variables ? "" : "| Key | Type | Default | |\n|---|---|---|---|\n");
        for (Setting<?> setting : settings) {
            out.append("| `").append(setting.key()).append("` | ");
            out.append(setting.kind().title()).append(" | ");
            out.append(setting.fallback().map(text -> "`" + text + "`").orElse(""))
                    .append(" | ");
            if (variables) {
                out.append(setting.variable(table).map(name -> "`" + name + "`").orElse(""))
                        .append(" | ");
            }
            out.append(setting.sentence()).append(" |\n");
        }
        out.append('\n');
    }

    private static void agents(StringBuilder out) {
        out.append("""
                In `command` and `resume`, `{prompt}` becomes the wish, `{prompt_file}` a file that holds it and `{session}` a
                UUID that stays the same for all attempts of a session; `{mcp_url}` becomes the address of the session's tools,
                `{mcp_config}` a file that names them as `mcpServers` (agents.md). In the variable's name, `NAME` is the
                agent's in upper case with `_` for `-`.

                These agents are known; a table of the same name changes what it mentions and leaves the rest.

                | Agent | Command | Resume | Secrets |
                |---|---|---|---|
                """);
        for (Agent agent : KnownAgents.all()) {
            out.append("| `").append(agent.name()).append("` | `");
            out.append(String.join(" ", agent.command())).append("` | `");
            out.append(String.join(" ", agent.resume())).append("` | ");
            out.append(agent.secrets().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")));
            out.append(" |\n");
        }
        out.append('\n');
    }

    private static void example(StringBuilder out, String toml) {
        out.append("```toml\n").append(toml).append("```\n\n");
    }
}
