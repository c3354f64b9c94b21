package dev.cook.git.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import dev.cook.git.diff.FileDiff.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A branch is pushed to, merges its target, and is rewritten on it; C git makes the commits. */
class InterdiffTest {
    private static final String SONG = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

    @TempDir
    private Path scratch;

    private WorkTree tree;
    private Interdiff interdiff;
    private Oid base;
    private Oid first;

    @BeforeEach
    void aBranch() throws Exception {
        tree = WorkTree.in(scratch);
        interdiff = new Interdiff(tree.repos(), new Diffs(tree.repos()));
        tree.write("song", SONG);
        tree.write("other", "x\n");
        tree.write("folder/deep", "x\n");
        base = tree.commit();
        tree.git("checkout", "-q", "-b", "fix");
        tree.write("song", SONG.replace("two", "2"));
        tree.write("mine", "m\n");
        first = tree.commit();
    }

    @AfterEach
    void close() {
        tree.close();
    }

    /** Main goes on meanwhile, in the same file and in others. */
    private Oid mainMoves() throws Exception {
        tree.git("checkout", "-q", "main");
        tree.write("song", SONG.replace("eight", "8"));
        tree.write("other", "y\n");
        tree.write("folder/deep", "y\n");
        tree.write("theirs", "t\n");
        Oid moved = tree.commit();
        tree.git("checkout", "-q", "fix");
        return moved;
    }

    /** What is shown, as lines with signs. */
    private String told(Oid nowBase, Oid now) {
        Interdiff.Files files = interdiff.files(
                tree.repo(),
                new Interdiff.Version(first, Optional.of(base)),
                new Interdiff.Version(now, Optional.of(nowBase)));
        return (files.unmerged() > 0 ? files.unmerged() + " unmerged\n" : "")
                + files.list().files().stream()
                        .map(file -> file.kind().word() + " " + file.path() + lines(files, file))
                        .collect(Collectors.joining("\n"));
    }

    private String lines(Interdiff.Files files, ChangedFile file) {
        return interdiff.compare(tree.repo(), files, file, Whitespace.SHOWN) instanceof FileDiff.Lines text
                ? text.hunks().stream()
                        .flatMap(hunk -> hunk.lines().stream())
                        .filter(line -> line.change() != Change.NONE)
                        .map(line -> (line.change() == Change.ADDED ? " +" : " -") + line.text())
                        .collect(Collectors.joining())
                : " (no lines)";
    }

    @Test
    void aPlainPushShowsWhatItAdded() throws Exception {
        tree.write("song", SONG.replace("two", "zwei"));
        Files.delete(tree.work().resolve("mine"));
        tree.write("new", "n\n");
        assertThat(told(base, tree.commit())).isEqualTo("deleted mine -m\nadded new +n\nmodified song -2 +zwei");
        assertThat(told(base, first)).isEmpty();
    }

    @Test
    void whatABranchMergedFromItsTargetIsNotShown() throws Exception {
        Oid moved = mainMoves();
        tree.git("merge", "-q", "-m", "merge", "main");
        assertThat(told(moved, tree.publish())).isEmpty();
        tree.write("song", SONG.replace("two", "2").replace("four", "4").replace("eight", "8"));
        tree.write("other", "z\n");
        assertThat(told(moved, tree.commit())).isEqualTo("modified other -y +z\nmodified song -four +4");
    }

    @Test
    void aRewrittenBranchShowsOnlyWhatItsChangeDoesDifferently() throws Exception {
        Oid moved = mainMoves();
        tree.git("rebase", "-q", "main");
        assertThat(told(moved, tree.publish())).isEmpty();
        tree.write("mine", "m\nmore\n");
        tree.git("add", "-A");
        tree.git("commit", "-q", "--amend", "-m", "amended");
        assertThat(told(moved, tree.publish())).isEqualTo("modified mine +more");
    }

    @Test
    void whatTheTargetDidAndTheBranchUndoesIsShown() throws Exception {
        Oid moved = mainMoves();
        tree.git("merge", "-q", "-m", "merge", "main");
        tree.write("other", "x\n");
        Files.delete(tree.work().resolve("theirs"));
        assertThat(told(moved, tree.commit())).isEqualTo("modified other -y +x\ndeleted theirs -t");
        tree.write("song", SONG.replace("two", "2"));
        assertThat(told(moved, tree.commit()))
                .as("the file is as it was, without what the target did")
                .isEqualTo("modified other -y +x\nmodified song -8 +eight\ndeleted theirs -t");
    }

    @Test
    void aFileThatCannotBeMergedIsComparedAsItWasAndThatIsSaid() throws Exception {
        tree.git("checkout", "-q", "main");
        tree.write("song", SONG.replace("two", "deux"));
        Oid moved = tree.commit();
        tree.git("checkout", "-q", "-B", "fix", "main");
        tree.write("song", SONG.replace("two", "2, deux"));
        tree.write("mine", "m\n");
        assertThat(told(moved, tree.commit())).isEqualTo("1 unmerged\nmodified song -2 +2, deux");
    }

    @Test
    void oddFilesAndManyAreNoTrouble() throws Exception {
        Oid moved = mainMoves();
        tree.git("merge", "-q", "-m", "merge", "main");
        Files.delete(tree.work().resolve("song"));
        Files.createSymbolicLink(tree.work().resolve("song"), Path.of("other"));
        Files.write(tree.work().resolve("mine"), new byte[] {0, 1});
        for (int i = 0; i < 20; i++) {
            tree.write("many/" + i + "/file", "x\n");
        }
        List<String> told = told(moved, tree.commit()).lines().toList();
        assertThat(told).hasSize(22).contains("modified mine (no lines)");
        assertThat(told.getLast()).startsWith("modified song");
    }
}
