package dev.cook.git.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.CodePlace;
import dev.cook.domain.LineRange;
import dev.cook.domain.Oid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodePlacesTest {
    private static final String SONG = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";

    @TempDir
    private Path scratch;

    private WorkTree tree;
    private CodePlaces places;

    @BeforeEach
    void aRepository() throws Exception {
        tree = WorkTree.in(scratch);
        places = new CodePlaces(tree.repos(), new Diffs(tree.repos()));
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private static CodePlace place(Oid commit, String file, int first, int last) {
        return new CodePlace(commit, file, new LineRange(first, last));
    }

    private Optional<CodePlace> follow(CodePlace place, Oid to) {
        return places.follow(tree.repo(), List.of(place), to).getFirst();
    }

    @Test
    void linesAreFollowedThroughChangesAndRenames() throws Exception {
        tree.write("song", SONG);
        Oid from = tree.commit();
        tree.write("song", "zero\n" + SONG.replace("six", "6"));
        Oid changed = tree.commit();
        tree.git("mv", "song", "hymn");
        Oid renamed = tree.commit();

        assertThat(follow(place(from, "song", 2, 3), changed)).contains(place(changed, "song", 3, 4));
        assertThat(follow(place(from, "song", 6, 6), changed)).isEmpty();
        assertThat(follow(place(from, "song", 2, 3), renamed)).contains(place(renamed, "hymn", 3, 4));
        assertThat(follow(place(from, "song", 5, 6), renamed)).isEmpty();
        assertThat(places.follow(
                        tree.repo(),
                        List.of(place(changed, "song", 1, 1), place(from, "song", 7, 7), place(renamed, "hymn", 1, 1)),
                        renamed))
                .containsExactly(
                        Optional.of(place(renamed, "hymn", 1, 1)),
                        Optional.of(place(renamed, "hymn", 8, 8)),
                        Optional.of(place(renamed, "hymn", 1, 1)));
    }

    @Test
    void aBranchThatWasRewrittenKeepsThemAndAFileThatWentAwayDoesNot() throws Exception {
        tree.write("song", SONG);
        tree.commit();
        tree.write("song", SONG + "eight\n");
        Oid first = tree.commit();
        tree.git("reset", "-q", "--hard", "HEAD~");
        tree.write("song", "zero\n" + SONG + "eight\n");
        Oid rewritten = tree.commit();
        Files.delete(tree.work().resolve("song"));
        Oid without = tree.commit();

        assertThat(follow(place(first, "song", 8, 8), rewritten)).contains(place(rewritten, "song", 9, 9));
        assertThat(follow(place(first, "song", 8, 8), without)).isEmpty();
    }

    @Test
    void linesAreReadAndWhatHasNoneIsNothing() throws Exception {
        tree.write("song", SONG);
        tree.write("folder/file", "x\n");
        Files.write(tree.work().resolve("binary"), new byte[] {0, 1, 2});
        Oid commit = tree.commit();

        assertThat(places.read(tree.repo(), place(commit, "song", 2, 3))).contains(List.of("two", "three"));
        assertThat(places.read(tree.repo(), place(commit, "song", 7, 7))).isPresent();
        Oid next = tree.commit();
        assertThat(follow(place(commit, "none", 1, 1), next)).isEmpty();
        assertThat(follow(place(new Oid("1".repeat(40)), "song", 1, 1), next)).isEmpty();
        for (CodePlace nowhere : List.of(
                place(commit, "song", 7, 8),
                place(commit, "binary", 1, 1),
                place(commit, "folder", 1, 1),
                place(commit, "none", 1, 1),
                place(commit, "/", 1, 1),
                place(commit, "song/", 1, 1),
                place(commit, "../song", 1, 1),
                place(new Oid("1".repeat(40)), "song", 1, 1))) {
            assertThat(places.read(tree.repo(), nowhere)).as("%s", nowhere).isEmpty();
        }
    }
}
