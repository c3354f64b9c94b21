package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Agents and gates have the content of large files where their machine has git-lfs, and are told where it has none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeFilesInSandboxTest {
    /** Reads the content; a pointer would have another sum. */
    private static final String GATE = """
            [[gates]]
            name = "sums"
            command = "sha256sum -c sums"
            """;

    /** Commits a large file, pushes nothing, and waits to be killed; then tells what it finds. */
    private static final String HOLDS_ON = """
            #!/bin/sh
            if grep -q 'This is a new environment' "$1"; then
                { git log -1 --format=%s; sha256sum -c sums; git status --porcelain; } >"$HOME/found" 2>&1
                cp "$HOME/found" found && git add found && git commit -qm 'Tell what was found' &&
                    git push -q origin HEAD:refs/heads/fix && cook done
                exit
            fi
            head -c 300000 /dev/urandom >b.bin && sha256sum b.bin >sums
            git add -A && git commit -qm 'Never pushed'
            sleep infinity
            """;

    private static final String RESUMES = "holds-on" + TestSite.RESUMES;

    private final Hostile server;
    private final Person ada;
    private final Path bare;

    LargeFilesInSandboxTest() throws IOException, InterruptedException {
        bare = everythingButGitLfs();
        server = Hostile.open(
                Map.of(RESUMES, HOLDS_ON),
                Map.of(),
                "autosave = \"1s\"\n[environments.bare]\nbackend = \"local\"\npaths = [\"%s\"]\nvariables = { PATH = \"%s\" }\n"
                        .formatted(bare, bare));
        ada = server.admin();
        LargeFiles.install(ada);
    }

    /** A directory of programs as a machine has them that lacks this one. */
    private static Path everythingButGitLfs() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "cook-bare-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (DirectoryStream<Path> programs = Files.newDirectoryStream(Path.of("/usr/bin"))) {
            for (Path program : programs) {
                if (!program.endsWith("git-lfs")) {
                    Files.createSymbolicLink(directory.resolve(program.getFileName()), program);
                }
            }
        }
        return directory;
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(bare)) {
            for (Path link : links) {
                Files.delete(link);
            }
        }
        Files.delete(bare);
    }

    private GatedRepo repo(String name, String gates) throws IOException, InterruptedException {
        Path work = LargeFiles.repository(ada, name);
        byte[] noise = LargeFiles.noise(name.hashCode(), 200_000);
        LargeFiles.commit(ada, work, "a.bin", noise);
        ada.commit(work, "sums", LargeFiles.oid(noise) + "  a.bin\n");
        ada.commit(work, "cook.toml", gates);
        ada.git(work, "push", "-q", ada.url(name), "main").ok();
        return new GatedRepo(ada, name, work);
    }

    /** What the last gate of the branch {@code fix} wrote. */
    private String log(GatedRepo repo) throws IOException, InterruptedException {
        long run = repo.json("fix").getLast().path("run").asLong();
        return ada.ssh("gate", "log", Long.toString(run)).ok().out();
    }

    @Test
    void anAgentReadsAndWritesLargeFilesAndAGateReadsWhatLands() throws Exception {
        GatedRepo repo = repo("edited", GATE);

        server.agent(
                repo,
                "fix",
                "obedient",
                "sha256sum -c sums && head -c 300000 /dev/urandom >b.bin && sha256sum *.bin >sums && git add -A &&"
                        + " git commit -qm 'Add b' && git push -q origin HEAD:refs/heads/fix && cook done",
                "land=auto");
        repo.await("fix", "landed on main");

        repo.git("remote", "add", "origin", ada.url("edited"));
        repo.fetch();
        repo.git("checkout", "-q", "FETCH_HEAD");
        assertThat(repo.work().resolve("b.bin")).hasSize(300_000);
        assertThat(repo.git("show", "HEAD:sums"))
                .contains(LargeFiles.oid(Files.readAllBytes(repo.work().resolve("b.bin"))));
        assertThat(repo.git("show", "HEAD:b.bin")).startsWith("version https://git-lfs");
    }

    @Test
    void whatWasNeverPushedIsSavedWithItsLargeFiles() throws Exception {
        GatedRepo repo = repo("held", GATE);
        long session = server.agent(repo, "fix", RESUMES, "go on and on");
        ada.until(() -> ada.git(repo.work(), "fetch", "-q", ada.url("held"), "refs/cook/autosave/" + session)
                                .status()
                        == 0
                && ada.git(repo.work(), "show", "FETCH_HEAD:sums").out().contains("b.bin"));

        server.cook().site().killEnvironments();
        ada.until(() -> ada.git(repo.work(), "fetch", "-q", ada.url("held"), "refs/heads/fix")
                                .status()
                        == 0
                && ada.git(repo.work(), "cat-file", "-e", "FETCH_HEAD:found").status() == 0);

        assertThat(repo.git("show", "FETCH_HEAD:found")).isEqualTo("Never pushed\nb.bin: OK");
    }

    @Test
    void withoutGitLfsFilesStayPointersAndThatIsSaidOnce() throws Exception {
        GatedRepo repo = repo("pointers", """
                [[gates]]
                name = "sums"
                command = "head -c 7 a.bin; ! command -v git-lfs"
                """);
        ada.ssh("repo", "environment", "pointers", "bare").ok();

        repo.propose("fix", "note", "two\n");
        repo.await("fix", "landed on main");

        String log = log(repo);
        assertThat(log)
                .containsOnlyOnce("cook: this repository keeps files with Git LFS, and this environment has no git-lfs")
                .contains("version");
    }

    @Test
    void aFileThatIsNowhereIsToldInTheWordsOfGit() throws Exception {
        Path work = LargeFiles.repository(ada, "lost-source");
        String oid = LargeFiles.commit(ada, work, "a.bin", LargeFiles.noise(77, 1000));
        ada.commit(work, "cook.toml", GATE);
        Path source = ada.home().resolve("lost-source.git");
        ada.git(ada.home(), "clone", "-q", "--bare", work.toString(), source.toString())
                .ok();
        ada.ssh("repo", "import", "lost", source.toString()).ok();
        GatedRepo repo = new GatedRepo(ada, "lost", work);

        ada.commit(work, "note", "two\n");
        ada.git(work, "push", "-q", "--no-verify", ada.url("lost"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();

        assertThat(repo.await("fix", "cannot check out commit"))
                .contains(oid + ": this repository has no such object", "git lfs push --all")
                .doesNotContain("is not in refs/cook/candidate");
    }

    @Test
    void environmentsReadTheirOwnRepositoryAndGatesUploadNothing() throws Exception {
        repo("secret", GATE);
        GatedRepo repo = repo("curious", """
                [[gates]]
                name = "asks"
                command = '''
                token() { ssh -F "$COOK_SPEC/ssh_config" cook git-lfs-authenticate "$@" 2>&1 | head -c 60; echo; }
                token curious download; token curious upload; token secret download; token secret upload
                '''
                """);

        repo.propose("fix", "note", "two\n");
        repo.await("fix", "landed on main");

        assertThat(log(repo))
                .containsSubsequence(
                        "{\"href\":\"http://127.0.0.1",
                        "a gate may read Git LFS objects, but upload none",
                        "no repository 'secret', or you may not see it",
                        "no repository 'secret', or you may not see it");
    }
}
