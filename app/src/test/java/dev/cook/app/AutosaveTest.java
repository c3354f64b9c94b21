package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An environment is killed with work in it that was never pushed, and nothing of that work is lost. */
class AutosaveTest {
    private static final String AGENT = "keeper" + TestSite.RESUMES;

    @Test
    void aSessionWhoseEnvironmentIsKilledGoesOnByItselfWithAllThatItHad() throws Exception {
        try (TestServer cook = TestServer.start(Map.of(AGENT, Keeper.SCRIPT), Keeper.OFTEN)) {
            Keeper keeper = Keeper.start(cook.admin(), AGENT);
            keeper.awaitSaved();
            theSaveIsTheWorkTree(keeper);
            onlyReadersGetTheSave(cook, keeper);

            cook.site().killEnvironments();
            String found = keeper.awaitFound();

            assertThat(found.lines().limit(2).toList())
                    .containsExactly(
                            "started with: resume",
                            "You were interrupted: your environment was lost (the environment's processes are gone). Continue where"
                                    + " you left off.");
            Keeper.nothingIsLost(found);
            assertThat(cook.admin()
                            .ssh("branch", "show", Keeper.REPO, "fix")
                            .ok()
                            .out())
                    .containsSubsequence("session 1 was lost", "session 1 resumed in a new environment by cook");
            abandoningKeepsTheSaveInTheFossil(keeper);
        }
    }

    private static void theSaveIsTheWorkTree(Keeper keeper) throws Exception {
        Person ada = keeper.ada();
        assertThat(ada.git(keeper.work(), "show", "FETCH_HEAD:verdict").ok().said())
                .as("the agent's index, HEAD and branch")
                .isEqualTo("untouched");
        assertThat(ada.git(keeper.work(), "show", "FETCH_HEAD:refusal").ok().out())
                .contains("this environment can save only to refs/cook/autosave/1");
        assertThat(ada.git(keeper.work(), "ls-tree", "-r", "--name-only", "FETCH_HEAD")
                        .ok()
                        .said()
                        .lines())
                .containsExactlyInAnyOrder(
                        ".gitignore", "committed", "file", "refusal", "staged", "untracked", "verdict");
        assertThat(ada.git(keeper.work(), "log", "-1", "--format=%s", "FETCH_HEAD^")
                        .ok()
                        .said())
                .isEqualTo("Never pushed");
        assertThat(ada.git(keeper.work(), "ls-tree", "-r", "--name-only", "FETCH_HEAD^2")
                        .ok()
                        .said())
                .as("what it remembers, without its key")
                .isEqualTo(".claude/projects/talk");
        assertThat(ada.ssh("session", "show", "1").ok().out())
                .contains(
                        "1 unpushed commit and 7 changed files",
                        "the agent's conversation",
                        "git fetch origin refs/cook/autosave/1");
        assertThat(ada.ssh("event", "tail", "--repo", Keeper.REPO, "--limit", "1000")
                        .ok()
                        .out())
                .as("saving is no news")
                .doesNotContain("autosave");
    }

    private static void onlyReadersGetTheSave(TestServer cook, Keeper keeper) throws Exception {
        assertThat(keeper.ada().git(keeper.work(), "ls-remote", "cook").ok().out())
                .doesNotContain("refs/cook/");
        Person reader = cook.newcomer("rita");
        cook.admin().ssh("repo", "role", Keeper.REPO, "rita", "read").ok();
        Person stranger = cook.newcomer("sam");
        for (Person person : new Person[] {reader, stranger}) {
            person.git(person.home(), "init", "-q", "look").ok();
        }
        String ref = "refs/cook/autosave/1";
        reader.git(reader.home().resolve("look"), "fetch", "-q", reader.url(Keeper.REPO), ref)
                .ok();
        assertThat(stranger.git(stranger.home().resolve("look"), "fetch", "-q", stranger.url(Keeper.REPO), ref)
                        .status())
                .isNotZero();
    }

    private static void abandoningKeepsTheSaveInTheFossil(Keeper keeper) throws Exception {
        Person ada = keeper.ada();
        ada.ssh("branch", "abandon", Keeper.REPO, "fix").ok();
        ada.git(keeper.work(), "fetch", "-q", "cook", "refs/fossils/1/fix").ok();
        assertThat(ada.git(keeper.work(), "log", "-1", "--format=%s", "FETCH_HEAD^2")
                        .ok()
                        .said())
                .isEqualTo("Autosave of session 1");
        ada.git(keeper.work(), "fetch", "-q", "cook", "refs/cook/autosave/1").ok();
        assertThat(ada.git(keeper.work(), "log", "-1", "--format=%s", "FETCH_HEAD")
                        .ok()
                        .said())
                .as("people were told of the ref, so it stays")
                .isEqualTo("Autosave of session 1");
    }

    @Test
    void anAgentThatCannotResumeWaitsForAPersonWhoResumesIt() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("keeper", Keeper.SCRIPT), Keeper.OFTEN)) {
            Keeper keeper = Keeper.start(cook.admin(), "keeper");
            keeper.awaitSaved();
            Person ada = cook.admin();
            assertThat(ada.ssh("session", "resume", "1").err()).contains("session 1 is already running");

            cook.site().killEnvironments();
            ada.until(() ->
                    ada.ssh("branch", "show", Keeper.REPO, "fix").ok().out().contains("waits for"));
            assertThat(ada.ssh("branch", "show", Keeper.REPO, "fix").ok().out())
                    .contains(
                            "session 1 was lost",
                            "1 unpushed commit and 7 changed files",
                            "`session resume 1` goes on from there");

            ada.ssh("session", "resume", "1", "--prompt", "'look around'").ok();
            String found = keeper.awaitFound();

            assertThat(found.lines().limit(2).toList()).containsExactly("started with: nothing", "look around");
            Keeper.nothingIsLost(found);
        }
    }

    @Test
    void aServerAndAnEnvironmentThatWentDownTogetherGoOnTogether() throws Exception {
        try (TestSite site = TestSite.open()) {
            site.agent(AGENT, Keeper.SCRIPT);
            try (ServerProcess server = ServerProcess.start(site, Keeper.OFTEN)) {
                Keeper keeper = Keeper.start(server.admin(), AGENT);
                keeper.awaitSaved();

                server.kill();
                site.killEnvironments();
                server.startAgain();

                Keeper.nothingIsLost(keeper.awaitFound());
                assertThat(server.admin()
                                .ssh("session", "list", Keeper.REPO)
                                .ok()
                                .out()
                                .lines())
                        .as("one session, resumed once")
                        .hasSize(2);
            }
        }
    }

    /** Does something that does not pass, and mends it when it is sent back. */
    private static final String IDLER = """
            #!/bin/sh
            if grep -q 'This is a new environment' "$1"; then cp "$1" found; else echo work >work; fi
            git add -A && git commit -q -m Work && git push -q origin HEAD:refs/heads/fix && cook done
            """;

    @Test
    void aSessionThatWasLostWhileItsGatesRanIsWokenByTheirFailure() throws Exception {
        try (TestServer cook = TestServer.start(Map.of("idler" + TestSite.RESUMES, IDLER), Keeper.OFTEN)) {
            Person ada = cook.admin();
            Path work = ada.repository(Keeper.REPO);
            Path go = cook.site().agents().resolve("go");
            ada.commit(work, "cook.toml", """
                    [[gates]]
                    name = "test"
                    command = ["sh", "-c", "until test -e %s; do sleep 0.2; done; test -e found"]
                    """.formatted(go));
            ada.git(work, "push", "-q", ada.url(Keeper.REPO), "main").ok();
            ada.git(
                            work,
                            "push",
                            "-q",
                            ada.url(Keeper.REPO),
                            "HEAD:refs/heads/fix",
                            "-o",
                            "land=auto",
                            "-o",
                            "agent=idler" + TestSite.RESUMES,
                            "-o",
                            "prompt=work")
                    .ok();
            awaitTold(ada, "gate test started");
            awaitTold(ada, "session 1: turn 1 finished");

            cook.site().killEnvironments();
            awaitTold(ada, "session 1 was lost");
            assertThat(ada.ssh("branch", "show", Keeper.REPO, "fix").ok().out())
                    .as("nobody has to do anything")
                    .doesNotContain("waits for");
            Files.createFile(go);

            awaitTold(ada, "landed on main");
            assertThat(story(ada))
                    .containsSubsequence("gate test failed", "session 1 resumed in a new environment by cook");
            ada.git(work, "fetch", "-q", ada.url(Keeper.REPO), "main").ok();
            assertThat(ada.git(work, "show", "FETCH_HEAD:found").ok().out())
                    .as("what it was told, as its agent had no conversation to take up")
                    .contains("The task was:\n\nwork", "did not pass: gate test failed");
        }
    }

    private static void awaitTold(Person ada, String line) {
        ada.until(() -> story(ada).contains(line));
    }

    private static String story(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", Keeper.REPO, "--limit", "1000")
                .ok()
                .out();
    }
}
