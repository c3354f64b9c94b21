package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on which somebody means harm, for the tests {@code Hostile…Test}: one test for each known way, a few lines
 * each. The admin owns the repositories; whoever else there is came with {@link #somebody}.
 */
record Hostile(TestServer cook) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An agent that does what its prompt says, as a shell script; what follows a line of dashes is not for it. */
    static final String OBEDIENT = """
            #!/bin/sh
            sed '/^---$/,$d' "$1" >"$HOME/words"
            . "$HOME/words"
            """;

    /** With an agent {@code obedient}. */
    static Hostile open() throws IOException, InterruptedException {
        return open(Map.of(), Map.of(), "");
    }

    /**
     * With more agents.
     *
     * @param agents scripts by name
     * @param settings more lines of their tables
     * @param more sections of the server's file
     */
    static Hostile open(Map<String, String> agents, Map<String, String> settings, String more)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(agents);
        all.put("obedient", OBEDIENT);
        // The sessions of all tests of a class may stand beside each other.
        return new Hostile(TestServer.start(all, settings, Map.of(), "\n[limits]\nsessions = 30\n" + more));
    }

    Person admin() {
        return cook.admin();
    }

    /** A new repository of the admin's, whose main branch has this cook.toml. */
    GatedRepo repo(String name, String gates) throws IOException, InterruptedException {
        return GatedRepo.of(admin(), name, gates);
    }

    /** A new account with a role in a repository. */
    Person somebody(String name, String role, GatedRepo repo) throws IOException, InterruptedException {
        Person person = cook.newcomer(name);
        admin().ssh("repo", "role", repo.name(), name, role).ok();
        return person;
    }

    /** Somebody's own clone of a branch. */
    static Path clone(Person person, GatedRepo repo, String branch) throws IOException, InterruptedException {
        Path clone = person.home().resolve(repo.name());
        person.git(person.home(), "clone", "-q", "-b", branch, person.url(repo.name()), clone.toString())
                .ok();
        return clone;
    }

    /** Starts an agent on a new branch; answers the number of its session. */
    long agent(GatedRepo repo, String branch, String agent, String prompt, String... options)
            throws IOException, InterruptedException {
        return agent(admin(), repo, branch, agent, prompt, options);
    }

    /** The same, started by somebody else. */
    long agent(Person by, GatedRepo repo, String branch, String agent, String prompt, String... options)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "push",
                "-q",
                by.url(repo.name()),
                "main:refs/heads/" + branch,
                "-o",
                "agent=" + agent,
                "-o",
                "prompt=" + prompt));
        for (String option : options) {
            words.addAll(List.of("-o", option));
        }
        by.git(repo.work(), words.toArray(String[]::new)).ok();
        return JSON.readTree(admin().ssh("session", "list", repo.name(), "--json")
                        .ok()
                        .out())
                .valueStream()
                .filter(session -> session.path("branch").asString().equals(branch))
                .mapToLong(session -> session.path("session").asLong())
                .max()
                .orElseThrow();
    }

    /** The file for which agents and gates wait that are told to: {@code until [ -e GO ]}. */
    Path go() {
        return cook.site().agents().resolve("go");
    }

    /** One of several. */
    Path go(String name) {
        return cook.site().agents().resolve("go-" + name);
    }

    /** What a session writes at this moment, or wrote. */
    String log(long session) throws IOException, InterruptedException {
        return admin().ssh("session", "log", Long.toString(session)).out();
    }

    /** Waits for something that has to happen. */
    static void await(String what, Callable<Boolean> happened) {
        Awaitility.await()
                .alias(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(happened);
    }

    /** A branch that waits with these words has not landed. */
    static void keptOut(GatedRepo repo, String branch, String why) throws IOException, InterruptedException {
        String before = repo.main();
        repo.await(branch, why);
        assertThat(repo.shown(branch)).doesNotContain("landed on");
        assertThat(repo.main()).isEqualTo(before);
    }

    @Override
    public void close() throws IOException {
        cook.close();
    }
}
