package dev.cook.app;

import dev.cook.config.CookConfig;
import dev.cook.store.TestDatabase;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A whole server in this JVM on free ports, with its admin; its rows are in the database that tests share. */
record TestServer(TestSite site, CookServer server, Person admin, TestDatabase database) implements AutoCloseable {
    static TestServer start() throws IOException, InterruptedException {
        return start(Map.of());
    }

    /** @param agents scripts by the names of the agents that they are, beside the demo's */
    static TestServer start(Map<String, String> agents) throws IOException, InterruptedException {
        return start(agents, Map.of(), Map.of());
    }

    /** @param limits lines for the section of limits */
    static TestServer limited(String limits) throws IOException, InterruptedException {
        return start(Map.of(), Map.of(), Map.of(), "\n[limits]\n" + limits);
    }

    /** @param more sections of the server's file */
    static TestServer start(Map<String, String> agents, String more) throws IOException, InterruptedException {
        return start(agents, Map.of(), Map.of(), more);
    }

    /**
     * Starts one whose agents need more than a program.
     *
     * @param settings more lines of the tables of agents, by their names
     * @param environment the server's variables, of which agents get their secrets
     */
    static TestServer start(Map<String, String> agents, Map<String, String> settings, Map<String, String> environment)
            throws IOException, InterruptedException {
        return start(agents, settings, environment, "");
    }

    /** @param url how browsers reach it, through a proxy */
    static TestServer behind(String url, Map<String, String> agents) throws IOException, InterruptedException {
        return start(agents, Map.of(), Map.of(), "", Map.of("COOK_HTTP_URL", url));
    }

    /** At a port and an address that are known before. */
    static TestServer listening(int port, String url) throws IOException, InterruptedException {
        return start(
                Map.of(),
                Map.of(),
                Map.of(),
                "",
                Map.of("COOK_HTTP_URL", url, "COOK_HTTP_LISTEN", "127.0.0.1:" + port));
    }

    /** All that can be said but for the address. */
    static TestServer start(
            Map<String, String> agents, Map<String, String> settings, Map<String, String> environment, String more)
            throws IOException, InterruptedException {
        return start(agents, settings, environment, more, Map.of());
    }

    private static TestServer start(
            Map<String, String> agents,
            Map<String, String> settings,
            Map<String, String> environment,
            String more,
            Map<String, String> overriding)
            throws IOException, InterruptedException {
        TestSite site = TestSite.open();
        try {
            for (Map.Entry<String, String> agent : agents.entrySet()) {
                site.agent(agent.getKey(), agent.getValue());
            }
            for (Map.Entry<String, String> lines : settings.entrySet()) {
                site.settings(lines.getKey(), lines.getValue());
            }
            Person admin = Person.in(site.directory().resolve("admin"), "");
            TestDatabase database = TestDatabase.migrated();
            Map<String, String> variables = new HashMap<>(overriding);
            variables.put("COOK_DATABASE_PASSWORD", database.password());
            CookConfig config = CookConfig.parse(
                    site.configuration(
                            0,
                            0,
                            "\n[database]\nurl = \"%s\"\nuser = \"%s\"\npool = 8\n"
                                            .formatted(database.url(), database.user())
                                    + more),
                    "test",
                    variables,
                    site.data());
            CookServer server = CookServer.start(config, Optional.of(admin.publicKey()), site.directory(), environment);
            return new TestServer(site, server, admin.at(server.sshUrl()).sharing(), database);
        } catch (IOException | InterruptedException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    /** Somebody new, without any role. */
    Person newcomer(String name) throws IOException, InterruptedException {
        Person person = Person.in(site.directory().resolve(name), server.sshUrl());
        admin.ssh("account", "create", name).ok();
        admin.sshWith(person.publicKey(), "key", "add", "--account", name).ok();
        return person.sharing();
    }

    @Override
    public void close() throws IOException {
        server.close();
        site.close();
    }
}
