package dev.cook.git.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.store.TestStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A work tree of C git, whose commits are in a repository of the server. */
record WorkTree(TestStore test, GitRepos repos, RepoId repo, Path work, Path packs) implements AutoCloseable {
    static WorkTree in(Path scratch) throws Exception {
        TestStore test = TestStore.open();
        RepoId repo = test.repo("thing").id();
        GitRepos repos = new GitRepos(scratch.resolve("data"), test.store());
        try (CookRepository repository = repos.open(repo)) {
            WorkTree tree = new WorkTree(
                    test,
                    repos,
                    repo,
                    scratch.resolve("work"),
                    repository.getObjectsDirectory().toPath().resolve("pack"));
            tree.git("init", "-q", "-b", "main", tree.work().toString());
            return tree;
        }
    }

    String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
        if (Files.isDirectory(work)) {
            command.addAll(List.of("-C", work.toString()));
        }
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        return said.strip();
    }

    /** Commits all of the work tree. */
    Oid commit() throws Exception {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", "change");
        return publish();
    }

    /** Puts the objects of the work tree where the server reads them; answers the commit that is checked out. */
    Oid publish() throws Exception {
        git("repack", "-adq");
        Files.createDirectories(packs);
        try (Stream<Path> made = Files.list(work.resolve(".git/objects/pack"))) {
            for (Path file : made.toList()) {
                if (Files.notExists(packs.resolve(file.getFileName()))) {
                    Files.copy(file, packs.resolve(file.getFileName()));
                }
            }
        }
        return new Oid(git("rev-parse", "HEAD"));
    }

    void write(String path, String text) throws IOException {
        Files.createDirectories(work.resolve(path).getParent());
        Files.writeString(work.resolve(path), text);
    }

    @Override
    public void close() {
        repos.close();
        test.close();
    }
}
