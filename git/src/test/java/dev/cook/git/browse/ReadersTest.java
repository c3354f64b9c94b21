package dev.cook.git.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CommitLine;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.diff.FileDiff.Span;
import dev.cook.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever can be in a repository, made by C git. */
class ReadersTest {
    @TempDir
    private Path scratch;

    private final TestStore test = TestStore.open();
    private final RepoId repo = test.repo("thing").id();
    private GitRepos repos;
    private RepositoryReaders readers;
    private Path work;
    private Path packs;

    @BeforeEach
    void aRepository() throws Exception {
        repos = new GitRepos(scratch.resolve("data"), test.store());
        readers = RepositoryReaders.of(repos);
        work = scratch.resolve("work");
        try (CookRepository repository = repos.open(repo)) {
            packs = repository.getObjectsDirectory().toPath().resolve("pack");
        }
        git("init", "-q", work.toString());
    }

    @AfterEach
    void close() {
        repos.close();
        test.close();
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
        if (Files.isDirectory(work)) {
            command.addAll(List.of("-C", work.toString()));
        }
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        return said.strip();
    }

    /** Commits all of the work tree. */
    private Oid commit(String message) throws Exception {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", message);
        return new Oid(git("rev-parse", "HEAD"));
    }

    /** Puts all objects where the server reads them. */
    private void upload() throws Exception {
        git("repack", "-adq");
        Files.createDirectories(packs);
        try (Stream<Path> made = Files.list(work.resolve(".git/objects/pack"))) {
            for (Path file : made.toList()) {
                if (Files.notExists(packs.resolve(file.getFileName()))) {
                    Files.copy(file, packs.resolve(file.getFileName()));
                }
            }
        }
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(work.resolve(path).getParent());
        Files.writeString(work.resolve(path), text);
    }

    private PathContent at(Oid commit, String path) {
        return readers.paths().read(repo, commit, path, 0);
    }

    private static String text(List<Span> spans) {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }

    @Test
    void aPathLeadsToWhateverTheCommitHoldsThere() throws Exception {
        write("b", "text\n");
        write("a/z", "deep\n");
        write("run", "#!/bin/sh\n");
        assertThat(work.resolve("run").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(work.resolve("link"), Path.of("../../etc/passwd"));
        Files.write(work.resolve("bin"), new byte[] {0, 1, 2});
        Files.write(work.resolve("p.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0});
        write("big", "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 1234567\n");
        git("add", "-A");
        git("update-index", "--add", "--cacheinfo", "160000," + "c".repeat(40) + ",mod");
        git("commit", "-q", "-m", "all kinds");
        Oid commit = new Oid(git("rev-parse", "HEAD"));
        upload();

        PathContent.Directory root = (PathContent.Directory) at(commit, "");
        assertThat(root.entries())
                .extracting(DirectoryEntry::name, DirectoryEntry::kind)
                .containsExactly(
                        tuple("a", DirectoryEntry.Kind.DIRECTORY),
                        tuple("b", DirectoryEntry.Kind.FILE),
                        tuple("big", DirectoryEntry.Kind.FILE),
                        tuple("bin", DirectoryEntry.Kind.FILE),
                        tuple("link", DirectoryEntry.Kind.LINK),
                        tuple("mod", DirectoryEntry.Kind.SUBMODULE),
                        tuple("p.png", DirectoryEntry.Kind.FILE),
                        tuple("run", DirectoryEntry.Kind.EXECUTABLE));
        assertThat(((PathContent.Text) at(commit, "a/z")).lines()).hasSize(1);
        assertThat(((PathContent.Text) at(commit, "run")).executable()).isTrue();
        assertThat(at(commit, "link")).isEqualTo(new PathContent.Link("../../etc/passwd"));
        assertThat(at(commit, "mod")).isEqualTo(new PathContent.Submodule(new Oid("c".repeat(40))));
        assertThat(at(commit, "bin")).isInstanceOf(PathContent.Binary.class);
        assertThat(((PathContent.Binary) at(commit, "p.png")).image()).contains("image/png");
        assertThat(((PathContent.LargeFile) at(commit, "big")).object().size()).isEqualTo(1_234_567);
        for (String nothing : List.of("c", "a/", "/a", "a//z", "b/c", ".", "..", "a/../b", "link/x", "mod/x", "\0")) {
            assertThat(at(commit, nothing)).as(nothing).isEqualTo(new PathContent.Nothing());
        }

        try (PathReader.Raw raw = readers.paths().raw(repo, commit, "run").orElseThrow()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            raw.writeTo(out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("#!/bin/sh\n");
            assertThat(raw.size()).isEqualTo(10);
        }
        assertThat(readers.paths().raw(repo, commit, "a")).isEmpty();
        assertThat(readers.paths().raw(repo, commit, "mod")).isEmpty();
        assertThat(readers.paths().raw(repo, commit, "")).isEmpty();
    }

    @Test
    void aDirectoryOfAHundredThousandEntriesComesInWindows() throws Exception {
        write("x", "y\n");
        String blob = git("hash-object", "-w", "x");
        StringBuilder tree = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            tree.append("100644 blob %s\tf%06d\n".formatted(blob, i));
        }
        Path list = scratch.resolve("list");
        Files.writeString(list, tree);
        Process made = new ProcessBuilder("git", "-C", work.toString(), "mktree")
                .redirectInput(list.toFile())
                .start();
        String id = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Oid commit = new Oid(git("commit-tree", "-m", "many", id));
        git("update-ref", "refs/heads/many", commit.hex());
        upload();

        PathContent.Directory last = (PathContent.Directory) readers.paths().read(repo, commit, "", 99_500);
        assertThat(last.all()).isEqualTo(100_000);
        assertThat(last.entries()).hasSize(500);
        assertThat(last.next()).isEmpty();
        PathContent.Directory first = (PathContent.Directory) at(commit, "");
        assertThat(first.entries()).hasSize(PathReader.WINDOW_ENTRIES);
        assertThat(first.next()).contains(PathReader.WINDOW_ENTRIES);
        assertThat(((PathContent.Directory) readers.paths().read(repo, commit, "", 1 << 30)).entries())
                .isEmpty();
    }

    @Test
    void aHistoryIsThatOfAPathOrOfAllAndComesInParts() throws Exception {
        write("a", "1\n");
        commit("first");
        write("b", "1\n");
        commit("second\n\nwhy\n");
        write("a", "2\n");
        Oid third = commit("third");
        for (int i = 0; i < HistoryReader.PART; i++) {
            write("b", "more " + i + "\n");
            commit("more " + i);
        }
        Oid tip = new Oid(git("rev-parse", "HEAD"));
        upload();

        History of = readers.histories().read(repo, tip, "a", 0);
        assertThat(of.commits()).extracting(CommitLine::subject).containsExactly("third", "first");
        assertThat(of.inTime()).isTrue();
        History all = readers.histories().read(repo, tip, "", 0);
        assertThat(all.commits()).hasSize(HistoryReader.PART);
        assertThat(all.next()).contains(HistoryReader.PART);
        History rest = readers.histories().read(repo, tip, "", HistoryReader.PART);
        assertThat(rest.commits()).extracting(CommitLine::subject).containsExactly("third", "second", "first");
        assertThat(rest.next()).isEmpty();
        assertThat(readers.histories().read(repo, third, "nothing", 0).commits())
                .isEmpty();

        CommitDetail second =
                readers.histories().commit(repo, rest.commits().get(1).id());
        assertThat(second.subject()).isEqualTo("second");
        assertThat(second.body()).isEqualTo("why");
        assertThat(second.parents()).containsExactly(rest.commits().get(2).id());
        assertThat(second.author().email()).isEqualTo("a@example.org");
    }

    @Test
    void eachLineIsTracedToTheCommitThatItIsFrom() throws Exception {
        write("old", "one\ntwo\nthree\nfour\nfive\n");
        Oid first = commit("first");
        git("mv", "old", "new");
        write("new", "one\n2\nthree\nfour\nfive\n");
        Oid second = commit("second");
        write("bin", "\0");
        write("long", "x\n".repeat(5_001));
        write("large", "x".repeat(600_000));
        Oid tip = commit("more");
        upload();

        Blame.Lines lines = (Blame.Lines) readers.blames().read(repo, tip, "new");
        assertThat(lines.all()).isEqualTo(5);
        assertThat(lines.regions())
                .extracting(
                        Blame.Region::first,
                        region -> region.commit().id(),
                        Blame.Region::path,
                        region -> text(region.lines().getFirst()))
                .containsExactly(
                        tuple(1, first, "old", "one"), tuple(2, second, "new", "2"), tuple(3, first, "old", "three"));
        assertThat(readers.blames().read(repo, tip, "bin")).isEqualTo(new Blame.NoText());
        assertThat(readers.blames().read(repo, tip, "nothing")).isEqualTo(new Blame.NoText());
        assertThat(readers.blames().read(repo, tip, "")).isEqualTo(new Blame.NoText());
        assertThat(readers.blames().read(repo, tip, "long")).isEqualTo(new Blame.TooLarge(10_002));
        assertThat(readers.blames().read(repo, tip, "large")).isEqualTo(new Blame.TooLarge(600_000));
    }

    @Test
    void aSearchFindsNamesAndLinesWhateverTheCaseAndTakesNothingForAPattern() throws Exception {
        write("src/Teapot.java", "class Teapot {}\n\n// a TEAPOT.* and a teapot\n");
        write("other", "tea pot\n");
        write("many", "teapot\n".repeat(9));
        write("min.js", "x".repeat(5_000) + "teapot" + "y".repeat(5_000));
        Files.write(work.resolve("bin"), "teapot\0".getBytes(StandardCharsets.UTF_8));
        Oid tip = commit("c");
        upload();

        SearchHits hits = readers.searches().read(repo, tip, "teapot");
        assertThat(hits.all()).isTrue();
        assertThat(hits.paths()).containsExactly("src/Teapot.java");
        assertThat(hits.files())
                .extracting(
                        SearchHits.FileHits::path,
                        file -> file.lines().stream()
                                .map(SearchHits.LineHit::number)
                                .toList(),
                        SearchHits.FileHits::more)
                .containsExactly(
                        tuple("many", List.of(1, 2, 3, 4, 5), true),
                        tuple("min.js", List.of(1), false),
                        tuple("src/Teapot.java", List.of(1, 3), false));
        assertThat(hits.files().get(2).lines().get(1).spans().stream()
                        .filter(Span::changed)
                        .map(Span::text))
                .containsExactly("TEAPOT", "teapot");
        assertThat(text(hits.files().get(1).lines().getFirst().spans()))
                .hasSizeLessThan(400)
                .contains("xteapoty");
        assertThat(readers.searches().read(repo, tip, "teapot.*").files()).hasSize(1);
        assertThat(readers.searches().read(repo, tip, "(a+)+$").files()).isEmpty();
    }

    @Test
    void aSearchEndsAtItsBounds() throws Exception {
        for (int i = 0; i < 150; i++) {
            write("f%03d".formatted(i), "needle\n");
        }
        Oid tip = commit("c");
        upload();

        SearchHits hits = readers.searches().read(repo, tip, "needle");
        assertThat(hits.all()).isFalse();
        assertThat(hits.files()).hasSize(100);
        assertThat(hits.why()).contains("100 files");
    }
}
