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

                This document is generated from the code that reads these files (`ServerSettings`, `RepoSettings`).

                A server needs no file. The environment variable of a setting overrides the file, and the file overrides the
                default; an empty variable counts as not set. Unknown keys are errors. Cook reports all errors at once, with
                file, line and column.

                Sizes are whole numbers with `B`, `KiB`, `MiB` or `GiB`, durations with `s`, `m` or `h`, amounts of money
                numbers with `usd`, all in quotes.
                Addresses are `HOST:PORT` or `[IPV6]:PORT`. Paths are absolute.

                ## The server's file

                """);
        example(out, SERVER_EXAMPLE);
        for (String table : ServerSettings.TABLE.tables()) {
            settings(out, "### `[" + table + "]`", ServerSettings.TABLE.in(table), table);
            if (table.equals(ServerSettings.ENVIRONMENT)) {
                out.append(
                                "`-o env=NAME` selects an environment; `local` needs no table. Settings whose description begins with a")
                        .append(" backend apply only to that backend.\n\n");
            }
            if (table.equals("database")) {
                out.append("The file cannot contain a password: set `password_file`, or the variable `")
                        .append(ServerSettings.PASSWORD_VARIABLE)
                        .append("`.\n\n");
            }
        }
        agents(out);
        out.append("## A repository's file, `").append(RepoConfig.FILE).append("`\n\n");
        out.append("At the root of the tree, at most 64 KiB and ")
                .append(RepoConfig.MOST_GATES)
                .append(" gates. Without the file there are no gates. Environment variables do not override it.\n\n");
        example(out, REPO_EXAMPLE);
        settings(out, "### Top level", RepoSettings.TABLE.in(""), "");
        settings(out, "### `[limits]`", RepoSettings.TABLE.in(RepoSettings.LIMITS), "");
        settings(out, "### `[[gates]]`", RepoSettings.TABLE.in(RepoSettings.GATES), "");
        out.append("""
                `when = { branches = ["agent/**"], started_by = ["ann"], agents = ["claude"] }`: all given conditions have to match.
                [gates.md](gates.md) explains every kind.

                A **pattern** matches the whole path from the root, with case: `*` matches any characters but `/`, `?` one character
                but `/`, and `**` between slashes any number of directories, or none. `docs/**` matches everything in `docs`,
                `*.md` matches files in the root only, `**/*.md` matches files everywhere.

                """);
        settings(out, "### `[queue]`", RepoSettings.TABLE.in(RepoSettings.QUEUE), "");
        out.append("""
                `[queue.lanes]` has lines `NAME = ["PATTERN", …]`. A branch that changes only such files is in that lane (the first
                that fits), and does not wait for branches in other lanes.

                ### `[groups]` and `[owners]`

                `[groups]` has lines `NAME = ["ACCOUNT", …]`, and `[owners]` lines `"PATTERN" = ["ACCOUNT or GROUP", …]`. A group
                takes precedence over an account of the same name. If several patterns match a file, the owners of each own it.

                """);
        settings(out, "### `[environments.NAME]`", RepoSettings.TABLE.in(RepoSettings.ENVIRONMENT), "");
        out.append("""
                An environment of the server, narrowed for this repository; read from the target branch, never from the branch under
                test. `-o env=NAME` and `repo environment` look here first, then in the server's file. Only the server's file can
                set secrets, places, prices and anything wider.
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
                In `command` and `resume`, `{prompt}` is replaced by the prompt, `{prompt_file}` by a file with the prompt, `{session}` by a
                UUID that is the same for all turns of a session, `{mcp_url}` by the address of the session's tools, and
                `{mcp_config}` by a file that lists them as `mcpServers` (agents.md). In the name of the variable, `NAME` is
                the agent's name in upper case with `_` for `-`.

                These agents are built in. A table of the same name changes the keys it mentions and keeps the rest.

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
