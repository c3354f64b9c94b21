package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Something else lies where a configuration belongs, so that it might count as none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileConfigurationTest {
    private static final String REFUSING = "[[gates]]\nname = \"no\"\ncommand = \"false\"\n";

    private final Hostile stage = Hostile.open();

    HostileConfigurationTest() throws IOException, InterruptedException {}

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    /** What is done to a repository whose file ci/cook.toml refuses everything, and what is said of it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "link ~ ln -s ci/cook.toml cook.toml ~ cook.toml: is a symbolic link",
                "tree ~ mkdir cook.toml && cp ci/cook.toml cook.toml/ ~ cook.toml: is a directory",
                "module ~ mkdir cook.toml && git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),cook.toml ~ cook.toml: is a submodule",
                "large ~ cp ci/cook.toml . && seq 20000 | sed 's/^/#/' >>cook.toml ~ cook.toml: is larger than 64 KiB",
                "broken ~ echo '[[gates' >cook.toml ~ cook.toml:1",
                "program ~ ln -s ci/cook.toml gates.py ~ gates.py: is a symbolic link",
                "typed ~ mkdir gates.ts && cp ci/cook.toml gates.ts/ ~ gates.ts: is a directory",
                "own ~ echo 'import ours' >gates.py && ln -s ci .cook ~ gates.py: .cook is a symbolic link",
                "read ~ printf 'gate_file_reads = [\"list\"]' >cook.toml && touch gates.py && ln -s ci/cook.toml list ~ gates.py: list is a symbolic link",
            })
    void whatIsNoFileIsNoConsent(String name, String done, String why) throws Exception {
        GatedRepo repo = stage.repo(name, "");
        Person ada = repo.owner();
        repo.git("rm", "-q", "cook.toml");
        Files.createDirectory(repo.work().resolve("ci"));
        ada.commit(repo.work(), "ci/cook.toml", REFUSING);
        shell(repo, done + "; git add -A . 2>/dev/null; git commit -q -m Configure");

        Ended pushed = ada.git(repo.work(), "push", ada.url(name), "HEAD:main").ok();

        assertThat(pushed.err()).contains("warning: the gates of main cannot be read", why);
        repo.propose("fix", "a", "1\n");
        Hostile.keptOut(repo, "fix", "the gates of main cannot be read: " + why.replaceAll("^cook.toml:1$", ""));

        repo.git("checkout", "-q", "main");
        shell(repo, "git rm -rqf --ignore-unmatch cook.toml gates.py gates.ts .cook list && git commit -q -m Mend");
        ada.git(repo.work(), "push", "-q", ada.url(name), "main").ok();
        repo.await("fix", "landed on main");
    }

    @Test
    void aBranchThatLaysALinkThereIsJudgedByTheOldGatesAndFails() throws Exception {
        GatedRepo repo = stage.repo("linked", "[[gates]]\nname = \"yes\"\ncommand = \"true\"\n");
        repo.git("checkout", "-q", "-b", "fix");
        shell(
                repo,
                "mkdir ci && mv cook.toml ci/ && ln -s ci/cook.toml cook.toml && git add -A && git commit -q -m Link");

        Ended pushed = repo.owner()
                .git(repo.work(), "push", repo.owner().url("linked"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();

        assertThat(pushed.err()).contains("cook.toml: is a symbolic link", "fix cannot land until its gates are fixed");
        Hostile.keptOut(repo, "fix", "gate gates (new) failed");
    }

    @Test
    void aTargetThatIsDeletedAndPushedAgainLetsItsBranchesGoOn() throws Exception {
        GatedRepo repo = stage.repo("gone", "");
        Person ada = repo.owner();
        ada.ssh("repo", "target", "gone", "next").ok();
        ada.git(repo.work(), "push", "-q", ada.url("gone"), "main:refs/heads/next")
                .ok();
        assertThat(ada.git(repo.work(), "push", ada.url("gone"), ":refs/heads/next")
                        .refused()
                        .err())
                .contains("other branches land on next", "add -o delete-target", "repo target REPO next --remove");
        ada.git(repo.work(), "push", "-q", ada.url("gone"), ":refs/heads/next", "-o", "delete-target")
                .ok();
        repo.git("checkout", "-q", "-b", "fix");
        ada.commit(repo.work(), "a", "1\n");
        ada.git(
                        repo.work(),
                        "push",
                        "-q",
                        ada.url("gone"),
                        "HEAD:refs/heads/fix",
                        "-o",
                        "land=auto",
                        "-o",
                        "target=next")
                .ok();
        repo.await("fix", "the target branch next does not exist");

        ada.git(repo.work(), "push", "-q", ada.url("gone"), "main:refs/heads/next")
                .ok();

        repo.await("fix", "landed on next");
    }

    private static void shell(GatedRepo repo, String script) throws IOException, InterruptedException {
        Path work = repo.work();
        ProcessBuilder git = repo.owner().gitCommand(work);
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).directory(work.toFile());
        shell.environment().clear();
        shell.environment().putAll(git.environment());
        Ended.of(shell).ok();
    }
}
