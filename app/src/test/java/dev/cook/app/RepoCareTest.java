package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Repositories get another default branch or another name, and are deleted, restored and purged, whatever goes on in them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RepoCareTest {
    private static final String COMMIT = "echo x >x; git add x; git commit -qm x; git push -q origin HEAD; ";

    private final Hostile stage = Hostile.open();
    private final Person ada = stage.admin();

    RepoCareTest() throws IOException, InterruptedException {}

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    @Test
    void aFirstPushOfAllBranchesMakesTheUsualOneTheDefault() throws Exception {
        Path work = ada.repository("usual");
        ada.git(work, "branch", "-m", "main", "master").ok();
        ada.git(work, "branch", "alpha").ok();

        Ended pushed = ada.git(work, "push", "--all", ada.url("usual")).ok();

        assertThat(pushed.err()).contains("master is the default branch now");
        assertThat(ada.ssh("repo", "default", "usual").ok().said()).isEqualTo("master");
        assertThat(ada.git(work, "push", ada.url("usual"), ":master").refused().err())
                .contains("master is the default branch, which cannot be deleted", "`repo default REPO BRANCH`");
        assertThat(ada.git(work, "push", ada.url("usual"), ":master", "-o", "delete-target")
                        .refused()
                        .err())
                .contains("cannot be deleted");

        ada.ssh("repo", "default", "usual", "alpha").ok();
        ada.git(work, "push", ada.url("usual"), ":master", "-o", "delete-target")
                .ok();
        assertThat(ada.git(work, "ls-remote", "--symref", ada.url("usual"), "HEAD")
                        .ok()
                        .said())
                .startsWith("ref: refs/heads/alpha");
        assertThat(ada.ssh("repo", "default", "usual", "gone").refused().err()).contains("has no branch gone");
    }

    @Test
    void whatIsOnItsWayToTheFormerDefaultBranchStillLandsThere() throws Exception {
        GatedRepo repo = stage.repo(
                "former",
                "[[gates]]\nname = \"slow\"\ncommand = \"until [ -e " + stage.go("former")
                        + " ]; do sleep 0.1; done\"\n");
        repo.git("push", "-q", ada.url("former"), "main:refs/heads/trunk");
        repo.propose("fix", "a", "1\n");
        repo.awaitRuns("fix", "slow 1 running");

        ada.ssh("repo", "default", "former", "trunk").ok();
        Files.createFile(stage.go("former"));

        repo.await("fix", "landed on main");
        repo.propose("next", "b", "1\n");
        repo.await("next", "landed on trunk");
    }

    @Test
    void everythingGoesOnWhereARepositoryIsRenamed() throws Exception {
        GatedRepo repo = stage.repo(
                "old/name",
                "[[gates]]\nname = \"slow\"\ncommand = \"until [ -e " + stage.go("gate")
                        + " ]; do sleep 0.1; done; git ls-remote -q origin\"\n");
        long session = stage.agent(
                repo,
                "worked",
                "obedient",
                "echo ready; until [ -e " + stage.go("agent") + " ]; do sleep 0.1; done; git fetch -q origin main; "
                        + COMMIT + "cook done",
                "land=auto");
        Hostile.await("ready", () -> stage.log(session).contains("ready"));
        repo.propose("judged", "a", "1\n");
        repo.awaitRuns("judged", "slow 1 running");

        ada.ssh("repo", "rename", "old/name", "new/name").ok();
        Files.createFile(stage.go("agent"));
        Files.createFile(stage.go("gate"));

        repo.await("judged", "landed on main");
        repo.await("worked", "landed on main");
        Ended pushed = ada.git(repo.work(), "push", ada.url("old/name"), "HEAD:refs/tags/v1")
                .ok();
        assertThat(pushed.err()).contains("the repository old/name is called new/name now");
        assertThat(ada.remoteTip("new/name", "refs/tags/v1"))
                .isNotEmpty()
                .isEqualTo(ada.remoteTip("old/name", "refs/tags/v1"));
        assertThat(ada.ssh("repo", "show", "OLD/name").ok().out()).contains("former names    old/name");
        assertThat(ada.ssh("event", "tail", "--repo", "new/name").ok().out())
                .contains("admin renamed old/name to new/name");
    }

    @Test
    void nobodyTakesTheFormerNameOfARepositoryOfOthers() throws Exception {
        stage.repo("treasure", "");
        ada.ssh("account", "create", "mallory", "--may-create-repos").ok();
        Person mallory = Person.in(stage.cook().site().directory().resolve("mallory"), ada.sshUrl());
        ada.sshWith(mallory.publicKey(), "key", "add", "--account", "mallory").ok();
        ada.ssh("repo", "rename", "treasure", "chest").ok();
        Path own = mallory.repository("trap");

        mallory.git(own, "push", mallory.url("treasure"), "main").refused();
        assertThat(mallory.ssh("repo", "create", "treasure").refused().err()).contains("the name treasure is taken");
        mallory.git(own, "push", "-q", mallory.url("trap"), "main").ok();
        assertThat(mallory.ssh("repo", "rename", "trap", "treasure").refused().err())
                .contains("the name treasure is taken");
        mallory.ssh("repo", "rename", "chest", "mine").refused();
        mallory.ssh("repo", "delete", "chest").refused();
        ada.ssh("repo", "delete", "chest").ok();
        assertThat(mallory.ssh("repo", "restore", "chest").refused().err()).contains("no deleted repository");
        mallory.ssh("repo", "purge", "chest", "--confirm", "chest").refused();
        assertThat(mallory.ssh("repo", "create", "chest").refused().err()).contains("the name chest is taken");

        assertThat(ada.ssh("repo", "create", "chest").refused().err()).contains("`repo restore chest`");
        ada.ssh("repo", "restore", "chest").ok();
        ada.ssh("repo", "create", "treasure").ok();
        assertThat(ada.ssh("repo", "show", "chest").ok().out()).doesNotContain("former names");
    }

    @Test
    void aDeletedRepositoryIsGoneWithAllThatRunsAndComesBack() throws Exception {
        GatedRepo repo = stage.repo("shelved", "[[gates]]\nname = \"slow\"\ncommand = \"exec sleep 600.17\"\n");
        long session = stage.agent(repo, "worked", "obedient", "echo ready; " + COMMIT + "exec sleep 600.18");
        Hostile.await("pushed", () -> repo.shown("worked").contains("pushed worked"));
        repo.propose("judged", "a", "1\n");
        repo.awaitRuns("judged", "slow 1 running");
        String main = repo.main();

        Ended deleted = ada.ssh("repo", "delete", "shelved").ok();

        assertThat(deleted.out()).contains("1 sessions were ended and 2 branches stopped");
        assertThat(ada.ssh("repo", "show", "shelved").status()).isEqualTo(3);
        assertThat(ada.ssh("repo", "list").ok().out()).doesNotContain("shelved");
        assertThat(ada.ssh("session", "show", Long.toString(session)).status()).isEqualTo(3);
        ada.git(repo.work(), "ls-remote", ada.url("shelved")).refused();
        ada.git(repo.work(), "push", ada.url("shelved"), "HEAD:refs/heads/more").refused();
        Hostile.await(
                "nothing of it runs",
                () -> stage.cook().site().running("sleep 600.17").isEmpty()
                        && stage.cook().site().running("sleep 600.18").isEmpty());

        ada.ssh("repo", "restore", "shelved").ok();

        assertThat(repo.main()).isEqualTo(main);
        assertThat(repo.shown("worked")).contains("admin deleted the repository shelved, which ended what ran");
        repo.awaitRuns("judged", "slow 1 cancelled");
        assertThat(repo.runs("judged")).hasSize(1);
        assertThat(ada.ssh("event", "tail", "--repo", "shelved").ok().out())
                .contains("admin deleted shelved", "admin restored shelved");
        ada.git(repo.work(), "checkout", "-q", "main").ok();
        ada.commit(repo.work(), "cook.toml", "");
        ada.git(repo.work(), "push", "-q", ada.url("shelved"), "main").ok();
        ada.ssh("branch", "land", "shelved", "judged").ok();
        repo.await("judged", "landed on main");
    }

    @Test
    void aPurgeAsksForTheNameAndLeavesNothing() throws Exception {
        Set<Path> others = directories();
        GatedRepo repo = stage.repo("waste", "");
        assertThat(directories()).hasSize(others.size() + 1);
        assertThat(ada.ssh("repo", "purge", "waste", "--confirm", "waste")
                        .refused()
                        .err())
                .contains("is not deleted");
        ada.ssh("repo", "delete", "waste").ok();
        assertThat(ada.ssh("repo", "purge", "waste").refused().err()).contains("repo purge waste --confirm waste");
        assertThat(directories()).hasSize(others.size() + 1);

        ada.ssh("repo", "purge", "waste", "--confirm", "waste").ok();

        Hostile.await(
                "removed",
                () -> !ada.ssh("repo", "list", "--deleted").ok().out().contains("waste"));
        assertThat(directories()).isEqualTo(others);
        ada.git(repo.work(), "push", "-q", ada.url("waste"), "main").ok();
    }

    /** A server of its own, as it is killed. */
    @Test
    void whatWasDeletedOrPurgedIsSoAfterTheServerWasKilled() throws Exception {
        try (TestSite site = TestSite.open()) {
            site.agent("obedient", Hostile.OBEDIENT);
            try (ServerProcess server = ServerProcess.start(site)) {
                Person eve = server.admin();
                GatedRepo repo = GatedRepo.of(eve, "thing", "");
                repo.git(
                        "push",
                        "-q",
                        eve.url("thing"),
                        "main:refs/heads/worked",
                        "-o",
                        "agent=obedient",
                        "-o",
                        "prompt=exec sleep 600.19");
                Hostile.await("works", () -> !site.running("sleep 600.19").isEmpty());

                eve.ssh("repo", "rename", "thing", "tool").ok();
                eve.ssh("repo", "delete", "tool").ok();
                server.kill();
                server.startAgain();

                Hostile.await("ended", () -> site.running("sleep 600.19").isEmpty());
                assertThat(eve.ssh("repo", "show", "thing").status()).isEqualTo(3);
                eve.ssh("repo", "restore", "tool").ok();
                assertThat(repo.shown("worked")).contains("admin deleted the repository tool, which ended what ran");

                eve.ssh("repo", "delete", "tool").ok();
                eve.ssh("repo", "purge", "tool", "--confirm", "tool").ok();
                server.kill();
                server.startAgain();

                Hostile.await(
                        "removed",
                        () -> eve.ssh("repo", "list", "--deleted").ok().out().isEmpty());
                try (var left = Files.list(site.data().resolve("repos"))) {
                    assertThat(left).noneMatch(path -> path.endsWith("1.git"));
                }
                eve.git(repo.work(), "push", "-q", eve.url("thing"), "main").ok();
            }
        }
    }

    private Set<Path> directories() throws IOException {
        try (var found = Files.list(stage.cook().site().data().resolve("repos"))) {
            return found.collect(Collectors.toSet());
        }
    }
}
