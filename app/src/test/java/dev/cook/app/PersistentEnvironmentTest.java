package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Branch after branch works in one environment and finds what the one before left in HOME. */
@Order(1)
class PersistentEnvironmentTest {
    private static final String REPO = "keep";

    /** Tells in {@code found} what it finds; waits first where it is told to hold. */
    private static final String TENANT = """
            #!/bin/sh
            branch=$(cat "$COOK_SPEC/branch")
            echo "$branch" >>"$HOME/guests"
            [ -e "$HOME/stolen" ] || cp "$COOK_SPEC/key" "$HOME/stolen"
            sed "s|$COOK_SPEC/key|$HOME/stolen|" "$COOK_SPEC/ssh_config" >"$HOME/config"
            {
                grep -o 'interrupted: your environment was [a-z]*' "$1"
                echo "guests: $(tr '\\n' ' ' <"$HOME/guests")"
                echo "tree: $(ls | tr '\\n' ' ')"
                echo "first key: $(ssh -F "$HOME/config" -T cook help >/dev/null 2>&1 && echo works || echo void)"
            } >"$HOME/found"
            if grep -q hold "$1" && ! grep -q interrupted "$1"; then
                echo of the first turn >precious
                touch "$HOME/holds"
                until [ -e "${0%/*}/go" ]; do sleep 0.2; done
            fi
            echo left >left-over.o
            cp "$HOME/found" found
            echo '*.o' >.gitignore
            git add -A && git commit -q -m "Work on $branch" && git push -q origin "HEAD:refs/heads/$branch" && cook done
            """;

    @Test
    void branchAfterBranchHasItsOwnKeyAndCheckoutAndTheHomeOfTheOneBefore() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("tenant", TENANT))) {
            Person ada = cook.admin();
            Path work = project(ada);
            ada.ssh("env", "create", REPO, "box", "--idle-timeout", "1s").ok();

            push(ada, work, "one", "box", "hold");
            ada.until(() -> Files.exists(home(cook, 1).resolve("holds")));
            assertThat(push(ada, work, "two", "box", "go on").err())
                    .contains("session 2 is waiting for the environment box, in which session 1 works on one");
            assertThat(ada.ssh("session", "show", "2").ok().out())
                    .contains("waiting      for the environment box, in which session 1 works on one");
            assertThat(ada.ssh("env", "list", "--persistent").ok().out())
                    .containsPattern("box +keep +local +running +session 1 on one, 1 waiting");
            Files.createFile(cook.site().agents().resolve("go"));

            assertThat(found(ada, work, "one")).contains("guests: one ", "tree: file ", "first key: works");
            assertThat(found(ada, work, "two")).contains("guests: one two ", "tree: file ", "first key: void");
            assertThat(story(ada)).contains("session 1 was stopped: idle for 1 s, and left the environment box");

            // What is said to a session that left wakes it.
            ada.ssh("session", "say", "1", "more").ok();
            ada.until(() -> found(ada, work, "one").contains("guests: one two one "));
            ada.until(
                    () -> ada.ssh("env", "list", "--persistent").ok().out().matches("(?s).*box +keep +local +idle .*"));
            assertThat(ada.ssh("env", "list", "--persistent", "--json").ok().out())
                    .containsPattern("\"bytes\" : [1-9]")
                    .contains("\"usd\" : null");
        }
    }

    @Test
    void whatIsStoppedKeepsItsFilesAndGoesOnAndWhatIsDestroyedIsGone() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("tenant", TENANT))) {
            Person ada = cook.admin();
            Path work = project(ada);
            ada.ssh("env", "create", REPO, "box").ok();
            push(ada, work, "one", "box", "hold");
            ada.until(() -> Files.exists(home(cook, 1).resolve("holds")));

            assertThat(ada.ssh("env", "destroy", REPO, "box").err()).contains("session 1 works in it on one");
            ada.ssh("env", "stop", REPO, "box").ok();
            ada.until(() -> cook.site().terminals().isEmpty());
            assertThat(home(cook, 1).resolve("guests")).exists();
            ada.until(() -> ada.ssh("env", "list", "--persistent")
                    .ok()
                    .out()
                    .matches("(?s).*box +keep +local +stopped +1 waiting .*"));
            assertThat(ada.ssh("session", "show", "1").ok().out())
                    .contains("waiting      for the environment box, which is stopped: `env start box`");

            ada.ssh("env", "start", REPO, "box").ok();
            assertThat(found(ada, work, "one"))
                    .contains("interrupted: your environment was stopped", "guests: one one ")
                    // Long before the next save was due.
                    .contains("tree: file precious ");

            ada.ssh("session", "kill", "1").ok();
            ada.until(() -> ada.ssh("env", "destroy", REPO, "box").status() == 0);
            ada.until(() -> !Files.exists(home(cook, 1).getParent()));
            assertThat(pushing(ada, work, "two", "box", "go on").err())
                    .contains("no environment 'box' is configured; choose one of: local");
        }
    }

    @Test
    void whoeverIsAttachedKeepsItFromIdling() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("tenant", TENANT))) {
            Person ada = cook.admin();
            Path work = project(ada);
            ada.ssh("env", "create", REPO, "box", "--idle-timeout", "3s").ok();
            push(ada, work, "one", "box", "hold");
            ada.until(() -> Files.exists(home(cook, 1).resolve("holds")));
            try (Screen screen = Screen.of(ada, 100, 30)) {
                screen.type(ada.terminalCommand() + "attach one --shell");
                screen.shows("Ctrl-B d leaves");
                Files.createFile(cook.site().agents().resolve("go"));
                ada.until(() -> story(ada).contains("turn 1 finished"));
                screen.type("sleep 7; echo still $((40 + 2))");
                screen.shows("still 42");
                assertThat(story(ada)).doesNotContain("session 1 was stopped");
                screen.keys("C-b", "d");
                screen.shows("keeps running without you");
            }
            ada.until(() -> story(ada).contains("session 1 was stopped: idle for 3 s, and left the environment box"));
        }
    }

    @Test
    void anOrdinaryEnvironmentIsGoneOnceItsBranchLandedOrWasAbandoned() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("tenant", TENANT))) {
            Person ada = cook.admin();
            Path work = project(ada);
            Path environments = cook.site().data().resolve("environments");
            push(ada, work, "one", "local", "go on");
            push(ada, work, "two", "local", "hold");
            found(ada, work, "one");
            ada.until(() -> names(environments).equals(Set.of("1", "2")));

            // Refused until the agent has said that it is done.
            ada.until(() -> ada.ssh("branch", "land", REPO, "one").status() == 0);
            ada.until(() -> names(environments).equals(Set.of("2")));
            ada.ssh("branch", "abandon", REPO, "two").ok();
            ada.until(() -> names(environments).isEmpty());
            assertThat(cook.site().terminals()).isEmpty();
        }
    }

    private static Set<String> names(Path directory) throws Exception {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void onlyAdminsOfTheRepositoryMakeOneAndOnlyItsSessionsWorkInIt() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("tenant", TENANT))) {
            Person ada = cook.admin();
            Path work = project(ada);
            Person walt = cook.newcomer("walt");
            ada.ssh("repo", "role", REPO, "walt", "write").ok();

            assertThat(walt.ssh("env", "create", REPO, "box").err()).contains("this command needs the admin role");
            assertThat(ada.ssh("env", "create", REPO, "local").err()).contains("the server already has an environment");
            assertThat(ada.ssh("env", "create", REPO, "box", "--from", "lokal").err())
                    .contains("no environment 'lokal' is configured; choose one of: local");
            ada.ssh("env", "create", REPO, "box").ok();
            assertThat(ada.ssh("env", "create", REPO, "box").err()).contains("already has an environment box");

            ada.git(work, "push", "-q", ada.url("other"), "main").ok();
            assertThat(ada.git(
                                    work,
                                    "push",
                                    ada.url("other"),
                                    "HEAD:refs/heads/x",
                                    "-o",
                                    "agent=tenant",
                                    "-o",
                                    "prompt=go",
                                    "-o",
                                    "env=box")
                            .err())
                    .contains("no environment 'box' is configured; choose one of: local");
        }
    }

    @Test
    void itSurvivesTheServersDeathAndWhatNobodyOwnsIsSweptAtTheStart() throws Exception {
        try (TestSite site = TestSite.open()) {
            site.agent("tenant", TENANT);
            try (ServerProcess server = ServerProcess.start(site, """

                    [environments.shelf]
                    backend = "local"
                    paths = ["%s"]
                    persistent = true
                    idle_timeout = "1s"
                    price_per_hour = 1.5
                    """.formatted(site.agents()))) {
                Person ada = server.admin();
                Path work = project(ada);
                push(ada, work, "one", "shelf", "hold");
                ada.until(() -> Files.exists(site.data().resolve("kept/1/home/holds")));
                push(ada, work, "two", "shelf", "go on");

                server.kill();
                Files.createDirectories(site.data().resolve("kept/99/home"));
                Files.createDirectories(site.data().resolve("environments/777/cook"));
                server.startAgain();

                assertThat(ada.ssh("env", "list", "--persistent").ok().out())
                        .containsPattern("shelf +keep +shelf +running +session 1 on one, 1 waiting");
                ada.until(() -> !Files.exists(site.data().resolve("kept/99"))
                        && !Files.exists(site.data().resolve("environments/777")));
                assertThat(site.data().resolve("kept/1/home/holds")).exists();
                Files.createFile(site.agents().resolve("go"));
                ada.until(() -> story(ada).contains("session 1 was stopped"));
                server.kill();
                server.startAgain();

                assertThat(found(ada, work, "two")).contains("guests: one two ");
                ada.until(
                        () -> ada.ssh("env", "list", "--persistent").ok().out().contains(" idle "));
                assertThat(ada.ssh("env", "list", "--persistent").ok().out())
                        .doesNotContain("unknown")
                        .contains(" USD");

                ada.ssh("env", "destroy", REPO, "shelf").ok();
                server.kill();
                server.startAgain();
                ada.until(() -> !Files.exists(site.data().resolve("kept/1")));
            }
        }
    }

    private static Path home(TestServer cook, int kept) {
        return cook.site().data().resolve("kept/" + kept + "/home");
    }

    private static Path project(Person ada) throws Exception {
        Path work = ada.repository(REPO);
        ada.git(work, "push", "-q", ada.url(REPO), "main").ok();
        return work;
    }

    private static Ended push(Person ada, Path work, String branch, String environment, String prompt)
            throws Exception {
        return pushing(ada, work, branch, environment, prompt).ok();
    }

    private static Ended pushing(Person ada, Path work, String branch, String environment, String prompt)
            throws Exception {
        return ada.git(
                work,
                "push",
                ada.url(REPO),
                "main:refs/heads/" + branch,
                "-o",
                "agent=tenant",
                "-o",
                "prompt=" + prompt,
                "-o",
                "env=" + environment);
    }

    private static String found(Person ada, Path work, String branch) throws Exception {
        List<String> file = List.of("show", "FETCH_HEAD:found");
        ada.until(() -> ada.git(work, "fetch", "-q", ada.url(REPO), "refs/heads/" + branch)
                                .status()
                        == 0
                && ada.git(work, file.toArray(String[]::new)).status() == 0);
        return ada.git(work, file.toArray(String[]::new)).ok().out();
    }

    private static String story(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", REPO, "--limit", "1000").ok().out();
    }
}
