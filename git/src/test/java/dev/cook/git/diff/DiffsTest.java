package dev.cook.git.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever can be in a commit, made by C git in the repository itself. */
class DiffsTest {
    private static final byte[] PIXEL = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0};

    @TempDir
    private Path scratch;

    private WorkTree tree;
    private Path work;
    private RepoId repo;
    private Diffs diffs;

    @BeforeEach
    void aRepository() throws Exception {
        tree = WorkTree.in(scratch);
        work = tree.work();
        repo = tree.repo();
        diffs = new Diffs(tree.repos());
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private String git(String... arguments) throws Exception {
        return tree.git(arguments);
    }

    private Oid commit() throws Exception {
        return tree.commit();
    }

    private void write(String path, String text) throws IOException {
        tree.write(path, text);
    }

    private List<ChangedFile> files(Oid from, Oid to) {
        return diffs.files(repo, Optional.of(from), to).files();
    }

    private FileDiff only(Oid from, Oid to) {
        List<ChangedFile> files = files(from, to);
        assertThat(files).hasSize(1);
        return diffs.compare(repo, files, Whitespace.SHOWN).getFirst();
    }

    @Test
    void filesAreAddedDeletedChangedAndRenamed() throws Exception {
        write("stays", "x\n");
        write("goes", "y\n");
        write("old/name", "a long enough text\nof three\nlines\n");
        Oid from = commit();
        Files.delete(work.resolve("goes"));
        write("comes", "z\n");
        write("stays", "x\nmore\n");
        Files.delete(work.resolve("old/name"));
        write("new/name", "a long enough text\nof three\nlines, nearly\n");
        Oid to = commit();

        assertThat(files(from, to))
                .extracting(ChangedFile::kind, ChangedFile::path)
                .containsExactlyInAnyOrder(
                        tuple(ChangedFile.Kind.ADDED, "comes"),
                        tuple(ChangedFile.Kind.DELETED, "goes"),
                        tuple(ChangedFile.Kind.RENAMED, "new/name"),
                        tuple(ChangedFile.Kind.MODIFIED, "stays"));
        assertThat(diffs.files(repo, Optional.empty(), from).files())
                .extracting(ChangedFile::kind)
                .containsOnly(ChangedFile.Kind.ADDED);
    }

    @Test
    void linesAreCountedAsGitCountsThem() throws Exception {
        write("file", "1\n2\n3\n4\n5\n");
        Oid from = commit();
        write("file", "1\n2\nthree\n4\n5\n6\n");
        Oid to = commit();

        FileDiff.Lines lines = (FileDiff.Lines) only(from, to);

        assertThat(lines.added() + "\t" + lines.deleted() + "\tfile")
                .isEqualTo(git("diff", "--numstat", from.hex(), to.hex()));
    }

    @Test
    void whatIsNoTextIsSaid() throws Exception {
        Oid empty = commit();
        Files.write(work.resolve("dot.png"), PIXEL);
        Oid image = commit();
        assertThat(only(empty, image)).isInstanceOfSatisfying(FileDiff.Binary.class, binary -> assertThat(
                        binary.image().orElseThrow().type())
                .isEqualTo("image/png"));
        Files.write(work.resolve("dot.png"), new byte[] {0, 1, 2});
        assertThat(only(image, commit()))
                .isInstanceOfSatisfying(FileDiff.Binary.class, binary -> assertThat(binary.image())
                        .isEmpty());
    }

    @Test
    void aDrawingThatMayHoldAProgramIsShownAsText() throws Exception {
        Oid empty = commit();
        write("evil.png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\n");
        assertThat(only(empty, commit())).isInstanceOf(FileDiff.Lines.class);
    }

    @Test
    void whatIsTooLargeIsNotCompared() throws Exception {
        Oid empty = commit();
        write("many", "line\n".repeat(30_000));
        Oid many = commit();
        assertThat(only(empty, many)).isEqualTo(new FileDiff.TooLarge(0, 150_000));
        write("many", "x".repeat(3 << 20));
        assertThat(only(many, commit())).isEqualTo(new FileDiff.TooLarge(150_000, 3 << 20));
    }

    @Test
    void modesLinksAndLargeFilesAreTold() throws Exception {
        write("run", "#!/bin/sh\n");
        Oid from = commit();
        assertThat(work.resolve("run").toFile().setExecutable(true)).isTrue();
        Oid runs = commit();
        assertThat(files(from, runs).getFirst().modeChanged()).isTrue();
        assertThat(only(from, runs)).isEqualTo(new FileDiff.SameContent());

        Files.createSymbolicLink(work.resolve("link"), Path.of("run"));
        Oid linked = commit();
        assertThat(files(runs, linked).getFirst().newMode()).isEqualTo(0120000);
        assertThat(((FileDiff.Lines) only(runs, linked))
                        .hunks()
                        .getFirst()
                        .lines()
                        .getFirst()
                        .text())
                .isEqualTo("run");

        write("large", "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 12345\n");
        assertThat(only(linked, commit())).isEqualTo(new FileDiff.LargeFile(Optional.empty(), Optional.of(12_345L)));
    }

    @Test
    void moreFilesThanAnybodyReadsAreCutOff() throws Exception {
        Oid empty = commit();
        for (int i = 0; i < Diffs.MOST_FILES + 50; i++) {
            write("d" + i % 7 + "/f" + i, "x\n");
        }
        Diffs.Files files = diffs.files(repo, Optional.of(empty), commit());
        assertThat(files.cut()).isTrue();
        assertThat(files.files()).hasSize(Diffs.MOST_FILES);
    }

    @Test
    void aDamagedFileIsSaidAndTheOthersAreShown() throws Exception {
        Oid empty = commit();
        write("a", "a\n");
        Oid to = commit();
        ChangedFile file = files(empty, to).getFirst();
        ChangedFile gone = new ChangedFile(
                file.kind(),
                file.before(),
                Optional.of("b"),
                0,
                file.newMode(),
                Optional.empty(),
                Optional.of(new Oid("d".repeat(40))));

        assertThat(diffs.compare(repo, List.of(gone, file), Whitespace.SHOWN))
                .extracting(diff -> diff.getClass().getSimpleName())
                .containsExactly("Unreadable", "Lines");
    }
}
