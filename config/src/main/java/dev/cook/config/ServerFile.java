package dev.cook.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a server's file into a {@link CookConfig}. */
final class ServerFile {
    private static final String ENVIRONMENTS = "environments";
    private static final String AGENTS = "agents";

    /** Tables that stand directly in the file and hold nothing but settings. */
    private static final List<String> FLAT = List.of("server", "database", "ssh", "http", "limits", "usage");

    private final Source source;
    private final Section top;

    ServerFile(Source source, Section top) {
        this.source = source;
        this.top = top;
    }

    CookConfig read(Path defaultData) {
        List<String> tables = new ArrayList<>(FLAT);
        tables.addAll(List.of(ENVIRONMENTS, AGENTS));
        top.refuseOthers(List.of(), tables);
        Section server = flat("server");
        Section ssh = flat("ssh");
        Section http = flat("http");
        Map<String, Agent> agents = new AgentTables(top.child(AGENTS)).read();
        Map<String, EnvironmentConfig> environments = new EnvironmentTables(top.child(ENVIRONMENTS)).read();
        CookConfig config = new CookConfig(
                new Server(
                        server.get(ServerSettings.NAME),
                        server.find(ServerSettings.DATA).orElse(defaultData),
                        server.get(ServerSettings.DEFAULT_ENVIRONMENT),
                        server.get(ServerSettings.CONFIGURATION_HOSTS)),
                database(flat("database")),
                new Ssh(ssh.get(ServerSettings.SSH_LISTEN), ssh.find(ServerSettings.SSH_URL)),
                new Http(
                        http.get(ServerSettings.HTTP_LISTEN),
                        http.find(ServerSettings.HTTP_URL),
                        http.get(ServerSettings.HTTP_TRUSTED_PROXIES)),
                limits(flat("limits")),
                new Usage(flat("usage").find(ServerSettings.PRICES)),
                environments,
                agents);
        refuseMisspeltVariables(
                Map.of(ServerSettings.AGENT, agents.keySet(), ServerSettings.ENVIRONMENT, environments.keySet()));
        source.problems().throwIfAny();
        return config;
    }

    private Section flat(String name) {
        Section section = top.child(name);
        section.refuseOthers(ServerSettings.TABLE.in(name), List.of());
        return section;
    }

    private Database database(Section section) {
        Optional<String> url = section.find(ServerSettings.DATABASE_URL);
        Optional<String> user = section.find(ServerSettings.DATABASE_USER);
        Optional<Path> passwordFile = section.find(ServerSettings.PASSWORD_FILE);
        if (!section.holds(ServerSettings.DATABASE_URL)) {
            String alone = "is only for a database at url, which is not set";
            if (user.isPresent()) {
                section.refuse(ServerSettings.DATABASE_USER, alone);
            }
            if (passwordFile.isPresent()) {
                section.refuse(ServerSettings.PASSWORD_FILE, alone);
            }
        }
        String given = source.environment().getOrDefault(ServerSettings.PASSWORD_VARIABLE, "");
        Optional<Secret> password = given.isEmpty()
                ? passwordFile.flatMap(file -> passwordIn(section, file))
                : Optional.of(new Secret(given));
        return new Database(url, user, password, section.get(ServerSettings.POOL));
    }

    private static Optional<Secret> passwordIn(Section section, Path file) {
        try {
            Optional<Secret> password = TextFile.read(file)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isBlank())
                    .map(Secret::new);
            if (password.isEmpty()) {
                section.refuse(ServerSettings.PASSWORD_FILE, file + ": the first line is empty");
            }
            return password;
        } catch (ConfigException e) {
            section.refuse(ServerSettings.PASSWORD_FILE, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Limits limits(Section section) {
        return new Limits(
                section.get(ServerSettings.PACK),
                section.get(ServerSettings.OBJECT),
                section.get(ServerSettings.LFS_OBJECT),
                section.get(ServerSettings.LFS_REPOSITORY),
                section.get(ServerSettings.PUSH_COMMANDS),
                section.get(ServerSettings.PROMPT),
                section.get(ServerSettings.LOG),
                section.get(ServerSettings.CONNECTIONS),
                section.get(ServerSettings.CONNECTIONS_PER_ADDRESS),
                section.get(ServerSettings.SESSIONS),
                section.get(ServerSettings.GATE_RUNS),
                section.get(ServerSettings.MERGE),
                section.get(ServerSettings.AUTOSAVE),
                section.get(ServerSettings.IDLE));
    }

    /** Only a near miss is a problem: other variables that begin with COOK_ may be meant for other programs. */
    private void refuseMisspeltVariables(Map<String, Set<String>> named) {
        Set<String> known = new HashSet<>(Set.of(ServerSettings.PASSWORD_VARIABLE));
        for (String table : ServerSettings.TABLE.tables()) {
            List<String> actual = named.getOrDefault(table, Set.of("")).stream()
                    .map(name -> table.replace("NAME", name))
                    .toList();
            for (Setting<?> setting : ServerSettings.TABLE.in(table)) {
                actual.forEach(name -> setting.variable(name).ifPresent(known::add));
            }
        }
        source.environment().keySet().stream()
                .filter(variable -> variable.startsWith("COOK_") && !known.contains(variable))
                .sorted()
                .forEach(variable -> known.stream()
                        .filter(meant -> NearMatch.distance(variable, meant) <= 2)
                        .min(String::compareTo)
                        .ifPresent(meant -> source.problems()
                                .add(Problem.of(
                                        QuotedValue.line(variable, 80),
                                        "is not a setting; did you mean " + meant + "?"))));
    }
}
