package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The managers of git's hooks that people use install their hooks in gates and for agents, and Cook's own git is in nobody's way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HookManagersTest {
    /** A commit is refused by the hook; whoever says so goes past it. */
    private static final String REFUSED = """
            echo 2 >a
            if git commit -qam refused; then echo the hook did not run; exit 1; fi
            git commit -qam wanted --no-verify
            """;

    private final Hostile stage = Hostile.open();
    private final Person ada = stage.admin();

    HookManagersTest() throws IOException, InterruptedException {}

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    /** A repository whose package.json installs a manager from its own directory, as a gate may have no network. */
    private GatedRepo managed(String manager, String prepare, String packages) throws Exception {
        Path work = ada.repository(manager);
        Path vendor = Files.createDirectory(work.resolve("vendor"));
        StringBuilder dependencies = new StringBuilder();
        for (String name : packages.split("\\+")) {
            Ended packed = Ended.of(new ProcessBuilder(
                            "npm",
                            "pack",
                            "--silent",
                            "--prefer-offline",
                            "--fetch-timeout=20000",
                            "--fetch-retries=0",
                            name)
                    .directory(vendor.toFile()));
            assumeTrue(packed.status() == 0, "npm cannot get the package " + name);
            dependencies
                    .append(dependencies.isEmpty() ? "" : ", ")
                    .append("\"%s\": \"file:vendor/%s\""
                            .formatted(name, packed.said().lines().toList().getLast()));
        }
        ada.git(work, "add", "vendor").ok();
        Files.writeString(work.resolve(".gitignore"), "node_modules\npackage-lock.json\n");
        ada.git(work, "add", ".gitignore").ok();
        Files.createDirectories(work.resolve(".husky"));
        Files.writeString(work.resolve(".husky/pre-commit"), "exit 1\n");
        ada.git(work, "add", ".husky").ok();
        ada.commit(work, "lefthook.yml", "pre-commit:\n  commands:\n    never:\n      run: exit 1\n");
        ada.commit(work, "package.json", """
                { "name": "hooked", "version": "1.0.0", "private": true,
                  "scripts": { "prepare": "%s" }, "devDependencies": { %s }, "simple-git-hooks": { "pre-commit": "exit 1" } }
                """.formatted(prepare, dependencies));
        ada.commit(work, "check", "set -eux\nnpm install --no-audit --no-fund --offline\n" + REFUSED);
        ada.commit(work, "cook.toml", "[[gates]]\nname = \"check\"\ncommand = \"sh check\"\ntimeout = \"120s\"\n");
        ada.git(work, "push", "-q", ada.url(manager), "main").ok();
        return new GatedRepo(ada, manager, work);
    }

    private void passes(GatedRepo repo, String branch) {
        Patience.of(ada).until(branch + " lands", () -> repo.shown(branch) + log(repo, branch), shown -> {
            assertThat(shown).doesNotContain("gate check failed");
            return shown.contains("landed on");
        });
    }

    private String log(GatedRepo repo, String branch) throws IOException, InterruptedException {
        List<tools.jackson.databind.JsonNode> runs = repo.json(branch);
        return runs.isEmpty()
                ? ""
                : ada.ssh("gate", "log", runs.getLast().path("run").asString()).out();
    }

    @ParameterizedTest
    @CsvSource({
        "husky,            husky,            husky",
        "lefthook,         lefthook install, lefthook+lefthook-linux-x64",
        "simple-git-hooks, simple-git-hooks, simple-git-hooks"
    })
    void itsHooksRunInAGateAndForAnAgentAndDoNotHarmWhatCookSaves(String manager, String prepare, String packages)
            throws Exception {
        assumeTrue(onPath("npm"), "npm is needed: apt-get install npm");
        GatedRepo repo = managed(manager, prepare, packages);
        repo.propose("gate", "a", "1\n");
        passes(repo, "gate");

        // What is not pushed is saved although no commit passes the hook.
        long session = stage.agent(
                repo,
                "agent",
                "obedient",
                "set -e; npm install --no-audit --no-fund --offline; echo 1 >b; git add b;"
                        + " if git commit -qm refused; then exit 3; fi;"
                        + " git commit -qm wanted --no-verify; git push -q origin HEAD; echo precious >c; exit 4",
                "land=auto");
        Patience.of(ada)
                .until(
                        "what was left is saved",
                        () -> ada.ssh("session", "show", Long.toString(session)).out(),
                        shown -> shown.contains("1 changed file") && shown.contains("\n  c\n"));
    }

    @Test
    void preCommitInstallsAndRuns() throws Exception {
        assumeTrue(onPath("pre-commit"), "pre-commit is needed: apt-get install pre-commit");
        Path work = ada.repository("python");
        ada.commit(work, ".pre-commit-config.yaml", """
                repos:
                  - repo: local
                    hooks:
                      - { id: never, name: never, language: system, entry: "false", always_run: true }
                """);
        ada.commit(work, "check", "set -eux\npre-commit install\n" + REFUSED);
        ada.commit(work, "cook.toml", "[[gates]]\nname = \"check\"\ncommand = \"sh check\"\ntimeout = \"120s\"\n");
        ada.git(work, "push", "-q", ada.url("python"), "main").ok();
        GatedRepo repo = new GatedRepo(ada, "python", work);
        repo.propose("gate", "a", "1\n");
        passes(repo, "gate");
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
