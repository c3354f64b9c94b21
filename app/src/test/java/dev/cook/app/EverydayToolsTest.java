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

/** What people use every day works in environments as on their own machines, and nothing waits for somebody who is not there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EverydayToolsTest {
    private final Hostile stage = Hostile.open();
    private final Person ada = stage.admin();

    EverydayToolsTest() throws IOException, InterruptedException {}

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    /** A repository whose only gate is a script. */
    private GatedRepo judgedBy(String name, String script) throws IOException, InterruptedException {
        Path work = ada.repository(name);
        ada.commit(work, "check", "#!/bin/sh\nset -eux\n" + script);
        ada.commit(work, "cook.toml", "[[gates]]\nname = \"check\"\ncommand = \"sh check\"\ntimeout = \"60s\"\n");
        ada.git(work, "push", "-q", ada.url(name), "main").ok();
        return new GatedRepo(ada, name, work);
    }

    private void passes(GatedRepo repo, String branch) {
        Patience.of(ada)
                .until(
                        branch + " lands",
                        () -> repo.shown(branch)
                                + ada.ssh("gate", "log", repo.name(), branch).out(),
                        shown -> {
                            assertThat(shown).doesNotContain("gate check failed");
                            return shown.contains("landed on");
                        });
    }

    @Test
    void aGateKnowsWhatItJudgesAndWhatThatStandsOn() throws Exception {
        GatedRepo repo = judgedBy("base", """
                test "$(git describe --tags --abbrev=0)" = v1.0
                test "$(git diff --name-only origin/main...HEAD)" = a
                test "$COOK_REPO/$COOK_BRANCH/$COOK_TARGET" = base/fix/main
                test "$(git rev-parse origin/main)" = "$COOK_BASE"
                test "$(git rev-parse HEAD)" = "$COOK_CANDIDATE"
                git fetch origin main
                test "$(git rev-parse FETCH_HEAD)" = "$COOK_BASE"
                """);
        repo.git("tag", "v1.0", "main");
        repo.git("push", "-q", ada.url("base"), "v1.0", "main:refs/heads/secret");
        repo.propose("fix", "a", "1\n");
        passes(repo, "fix");
    }

    @Test
    void nothingInAGateWaitsForSomebody() throws Exception {
        GatedRepo repo = judgedBy("alone", """
                test "$CI" = true
                if read answer; then exit 1; fi
                for i in $(seq 100); do git commit -q --allow-empty -m "number $i"; done
                git log --stat
                git branch other HEAD~3
                git commit --allow-empty || echo aborted
                git checkout -q -b side HEAD~2
                git commit -q --allow-empty -m side
                git merge side~1 main-like 2>&1 || true
                git rebase -i HEAD~1
                if git ls-remote ssh://nobody@127.0.0.1:1/nothing; then exit 1; fi
                if git ls-remote http://127.0.0.1:1/nothing; then exit 1; fi
                """);
        repo.propose("fix", "a", "1\n");
        passes(repo, "fix");
    }

    /** As husky, lefthook and pre-commit are installed by npm: they refuse, or break the install, where hooks are redirected. */
    @Test
    void managersOfHooksInstallTheirHooks() throws Exception {
        GatedRepo repo = judgedBy("hooks", """
                test -z "$(git config core.hooksPath || true)"
                npm install --no-audit --no-fund --offline
                test -x .git/hooks/pre-commit
                echo 2 >a
                if git commit -qam refused; then exit 1; fi
                """);
        ada.commit(repo.work(), "package.json", """
                { "name": "hooks", "version": "1.0.0", "private": true, "scripts": { "prepare": "sh install-hooks" } }
                """);
        ada.commit(repo.work(), "install-hooks", """
                set -eu
                if [ -n "$(git config core.hooksPath || true)" ]; then echo core.hooksPath is set >&2; exit 1; fi
                printf '#!/bin/sh\\nexit 1\\n' >.git/hooks/pre-commit
                chmod +x .git/hooks/pre-commit
                """);
        repo.git("push", "-q", ada.url("hooks"), "main");
        repo.propose("fix", "a", "1\n");
        passes(repo, "fix");
    }

    @Test
    void submodulesOnTheSameServerAreFetchedWhereWhoPushedMayReadThem() throws Exception {
        stage.repo("libs/parts", "");
        stage.repo("libs/secret", "");
        GatedRepo repo = judgedBy("tools/thing", """
                git submodule update --init parts
                test -e parts/file
                if git submodule update --init secret </dev/null 2>refused; then exit 1; fi
                grep "submodules of what a person pushed to the branch; ask a person" refused
                """);
        Person bob = stage.somebody("bob", "land", repo);
        ada.ssh("repo", "role", "libs/parts", "bob", "read").ok();
        repo.git("checkout", "-q", "-b", "fix");
        for (String name : new String[] {"parts", "secret"}) {
            repo.git("submodule", "--quiet", "add", "-b", "main", ada.url("libs/" + name), name);
            repo.git("config", "-f", ".gitmodules", "submodule." + name + ".url", "../../libs/" + name);
        }
        repo.git("commit", "-qam", "Add submodules");
        bob.git(repo.work(), "push", "-q", bob.url("tools/thing"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();
        passes(repo, "fix");
    }

    /** With the addresses that people copy, and with those that are submodules of submodules. */
    @Test
    void submodulesWithAbsoluteAddressesOfTheServerAndNestedOnesAreFetched() throws Exception {
        stage.repo("libs/far", "");
        stage.repo("libs/web", "");
        stage.repo("libs/inner", "");
        GatedRepo outer = stage.repo("libs/outer", "");
        outer.git("submodule", "--quiet", "add", "-b", "main", ada.url("libs/inner"), "inner");
        outer.git("config", "-f", ".gitmodules", "submodule.inner.url", "../inner");
        outer.git("commit", "-qam", "Add a submodule");
        outer.git("push", "-q", ada.url("libs/outer"), "main");
        GatedRepo repo = judgedBy("tools/nest", """
                git submodule update --init --recursive
                test -e far/file
                test -e web/file
                test -e outer/inner/file
                """);
        repo.git("checkout", "-q", "-b", "fix");
        repo.git("submodule", "--quiet", "add", "-b", "main", ada.url("libs/far"), "far");
        repo.git(
                "config",
                "-f",
                ".gitmodules",
                "submodule.far.url",
                ada.url("libs/far").replace("cook@", "git@"));
        repo.git("submodule", "--quiet", "add", "-b", "main", ada.url("libs/web"), "web");
        repo.git(
                "config",
                "-f",
                ".gitmodules",
                "submodule.web.url",
                stage.cook().server().httpUrl() + "/libs/web.git");
        repo.git("submodule", "--quiet", "add", "-b", "main", ada.url("libs/outer"), "outer");
        repo.git("commit", "-qam", "Add submodules");
        repo.git("push", "-q", ada.url("tools/nest"), "HEAD:refs/heads/fix", "-o", "land=auto");
        passes(repo, "fix");
    }

    @Test
    void whatGitCallsModifiedRightAfterACloneIsNobodysChange() throws Exception {
        GatedRepo repo = stage.repo("lines", "");
        Files.writeString(repo.work().resolve("odd.txt"), "one\r\ntwo\r\n");
        repo.git("add", "odd.txt");
        repo.git("commit", "-qm", "Odd");
        ada.commit(repo.work(), ".gitattributes", "*.txt text\n");
        ada.commit(repo.work(), "cook.toml", """
                [[gates]]
                name = "format"
                kind = "transform"
                command = "echo formatted >made"
                """);
        repo.git("push", "-q", ada.url("lines"), "main");

        long session = stage.agent(
                repo,
                "fix",
                "obedient",
                "git status --porcelain; echo x >x; git add x; git commit -qm x; git push -q origin HEAD; cook done",
                "land=auto");

        repo.await("fix", "landed on main");
        assertThat(stage.log(session)).contains(" M odd.txt");
        repo.fetch();
        assertThat(repo.git("diff", "--name-only", "main", "FETCH_HEAD")).isEqualTo("made\nx");
        long changed = stage.agent(repo, "more", "obedient", "echo three >>odd.txt; cook done", "land=ask");
        Hostile.await("refused", () -> stage.log(changed).contains("these files are not committed"));
    }
}
