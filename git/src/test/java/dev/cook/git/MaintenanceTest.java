package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {
    private static final int PUSHES = 20;

    @TempDir
    Path data;

    private GitFixture fixture;
    private Maintenance maintenance;

    @BeforeEach
    void open() {
        fixture = new GitFixture(data);
        maintenance = new Maintenance(fixture.repos, fixture.store);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void packsEverythingThatWasEverNamedAndKeepsTheRest() throws Exception {
        Oid base = fixture.commit(Map.of("f", "base"));
        Oid forcedAway = fixture.commit(Map.of("f", "forced away"), base);
        Oid main = fixture.commit(Map.of("f", "main"), base);
        Oid fossil = fixture.commit(Map.of("story", "long"), main);
        Oid candidate = fixture.commit(Map.of("f", "candidate"), main);
        Oid orphan = loose(Map.of("f", "named by nothing"));
        fixture.move(RefChange.create("refs/heads/main", forcedAway, "push"));
        fixture.move(
                RefChange.update("refs/heads/main", forcedAway, main, "push"),
                RefChange.create("refs/fossils/1/x", fossil, "landed"));

        maintenance.run(fixture.repo, List.of(candidate));

        List<Path> packs = packs();
        assertThat(packs).as("one for branches, one for all else").hasSize(2);
        assertThat(packs)
                .filteredOn(pack -> Files.exists(PackFiles.sibling(pack, "bitmap")))
                .hasSize(1);
        assertThat(fixture.directory().resolve("objects/info/commit-graph")).exists();
        assertThat(loose()).as("commit, tree and blob of the orphan").hasSize(3);
        for (Oid id : List.of(base, forcedAway, main, fossil, candidate, orphan)) {
            readAll(id);
        }
        try (GitRepos again = new GitRepos(data, fixture.store)) {
            assertThat(new Trees(again).log(fixture.repo, fossil, 10)).hasSize(3);
        }
    }

    @Test
    void replacesOldPacksAndMayRunAgain() throws Exception {
        List<Oid> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Oid commit = fixture.commit(
                    Map.of("f", "line\n".repeat(i + 1)), ids.isEmpty() ? new Oid[0] : new Oid[] {ids.getLast()});
            fixture.move(
                    ids.isEmpty()
                            ? RefChange.create("refs/heads/main", commit, "push")
                            : RefChange.update("refs/heads/main", ids.getLast(), commit, "push"));
            ids.add(commit);
            maintenance.run(fixture.repo, List.of());
            assertThat(packs()).hasSize(1);
        }
        maintenance.run(fixture.repo, List.of());
        assertThat(packs()).hasSize(1);
        for (Oid id : ids) {
            readAll(id);
        }
        try (CookRepository repository = fixture.repos.open(fixture.repo)) {
            GC.RepoStatistics statistics = new GC(repository).getStatistics();
            assertThat(statistics.numberOfLooseObjects).isZero();
            assertThat(statistics.numberOfBitmaps).isPositive();
        }
    }

    @Test
    void gitFindsTheObjectsSoundBeforeAndAfter(@TempDir Path export) throws Exception {
        Oid base = fixture.commit(Map.of("f", "line\n".repeat(50)));
        Oid main = fixture.commit(Map.of("f", "line\n".repeat(51)), base);
        Oid branch = fixture.commit(Map.of("f", "line\n".repeat(50), "g", "new"), base);
        Merge merge = new CandidateBuilder(fixture.repos, Clock.fixed(GitFixture.NOON, ZoneOffset.UTC))
                .build(fixture.repo, main, branch, "Merge branch 'x'");
        Oid story = new FossilWriter(fixture.repos)
                .write(
                        fixture.repo,
                        List.of(branch),
                        List.of(FossilFile.of("a/b", new byte[] {1})),
                        "Fossil",
                        "tester",
                        GitFixture.NOON);
        fixture.move(
                RefChange.create("refs/heads/main", ((Merge.Merged) merge).commit(), "land"),
                RefChange.create("refs/fossils/1/x", story, "landed"));
        assertThat(fixture.fsck(export).output()).doesNotContain("missing").doesNotContain("error");
        maintenance.run(fixture.repo, List.of());
        GitFixture.Ran ran = fixture.fsck(export);
        assertThat(ran.status()).as(ran.output()).isZero();
        assertThat(ran.output()).doesNotContain("missing").doesNotContain("error");
    }

    @Test
    void anOldPackWithAnObjectThatNothingNamesStays() throws Exception {
        Oid main = fixture.commit(Map.of("f", "1"));
        Oid stray = fixture.commit(Map.of("f", "2"));
        fixture.move(RefChange.create("refs/heads/main", main, "push"));
        maintenance.run(fixture.repo, List.of(stray));
        maintenance.run(fixture.repo, List.of());
        readAll(stray);
        readAll(main);
    }

    @Test
    void readersGoOnWhileMaintenanceReplacesWhatTheyRead() throws Exception {
        Oid main = fixture.commit(Map.of("f", "1"));
        fixture.move(RefChange.create("refs/heads/main", main, "push"));
        maintenance.run(fixture.repo, List.of());
        try (CookRepository reader = fixture.repos.view(fixture.repo)) {
            assertThat(reader.open(ObjectIds.objectId(main)).getSize()).isPositive();
            Oid next = fixture.commit(Map.of("f", "2"), main);
            fixture.move(RefChange.update("refs/heads/main", main, next, "push"));
            maintenance.run(fixture.repo, List.of());
            assertThat(reader.open(ObjectIds.objectId(main)).getBytes()).isNotEmpty();
            assertThat(reader.open(ObjectIds.objectId(next)).getBytes()).isNotEmpty();
        }
    }

    @Test
    void smallPacksAndLooseObjectsAreFoldedIntoFewAndNothingIsLost(@TempDir Path export) throws Exception {
        Oid main = fixture.commit(Map.of("f", "0"));
        fixture.move(RefChange.create("refs/heads/main", main, "push"));
        List<Oid> commits = new ArrayList<>(List.of(main));
        for (int i = 1; i <= PUSHES; i++) {
            Oid next = fixture.commit(Map.of("f", "line\n".repeat(i), "g" + i, "new"), main);
            fixture.move(RefChange.update("refs/heads/main", main, next, "push"));
            commits.add(next);
            commits.add(fixture.commit(Map.of("f", "named by nothing " + i), main));
            main = next;
            maintenance.fold(fixture.repo);
        }
        assertThat(packs())
                .as("each at least twice as large as all smaller ones")
                .hasSizeLessThan(6);
        assertThat(loose()).isEmpty();
        for (Oid commit : commits) {
            readAll(commit);
        }
        GitFixture.Ran ran = fixture.fsck(export);
        assertThat(ran.status()).as(ran.output()).isZero();
        assertThat(ran.output()).doesNotContain("missing").doesNotContain("error");

        maintenance.run(fixture.repo, List.of());
        assertThat(packs()).as("one for what is named, one for what is not").hasSize(2);
        for (Oid commit : commits) {
            readAll(commit);
        }
    }

    /** Objects of a day of pushes are written a few times, not again with every fifty pushes. */
    @Test
    void whatIsFoldedGrowsWithTheLogarithmOfPushes() {
        int pushes = 20_000;
        List<Long> packs = new ArrayList<>();
        long written = 0;
        int most = 0;
        for (int i = 0; i < pushes; i++) {
            packs.add(3L);
            if (packs.size() > 50) {
                List<Long> folded = PackFolding.smallest(packs, Long::longValue);
                long together = folded.stream().mapToLong(Long::longValue).sum();
                folded.forEach(packs::remove);
                packs.add(together);
                written += together;
                packs.sort(null);
                for (int large = 1; large < packs.size(); large++) {
                    assertThat(packs.get(large)).isGreaterThanOrEqualTo(2 * packs.get(large - 1));
                }
                most = Math.max(most, packs.size());
            }
        }
        assertThat(packs.stream().mapToLong(Long::longValue).sum()).isEqualTo(3L * pushes);
        assertThat(most).as("packs after folding").isLessThan(16);
        assertThat(written / (3.0 * pushes))
                .as("times that an object is written")
                .isLessThan(10);
    }

    @Test
    void aPackThatIsLargeBesideAllOthersIsNotWrittenAgain() {
        assertThat(PackFolding.smallest(List.of(1L, 1L, 1L, 1_000L), Long::longValue))
                .containsExactly(1L, 1L, 1L);
        assertThat(PackFolding.smallest(List.of(1_000L, 10L, 100L), Long::longValue))
                .isEmpty();
        assertThat(PackFolding.smallest(List.of(8L, 4L, 4L), Long::longValue)).containsExactly(4L, 4L, 8L);
        assertThat(PackFolding.smallest(List.<Long>of(), Long::longValue)).isEmpty();
    }

    @Test
    void allIsPackedAnewOnlyOnceARepositoryHasGrown() {
        assertThat(Maintenance.need(10, 100, false, 100, 0)).isEqualTo(Maintenance.Need.NOTHING);
        assertThat(Maintenance.need(51, 100, false, 100, 0)).isEqualTo(Maintenance.Need.FOLD);
        assertThat(Maintenance.need(1, 7_000, false, 100, 0)).isEqualTo(Maintenance.Need.FOLD);
        assertThat(Maintenance.need(1, 0, false, 6_000, 0)).as("no bitmap").isEqualTo(Maintenance.Need.REPACK);
        assertThat(Maintenance.need(1, 0, false, 6_000, 6_000))
                .as("it got none")
                .isEqualTo(Maintenance.Need.NOTHING);
        assertThat(Maintenance.need(51, 0, true, 1_000_150, 1_000_000)).isEqualTo(Maintenance.Need.FOLD);
        assertThat(Maintenance.need(51, 0, true, 1_200_000, 1_000_000)).isEqualTo(Maintenance.Need.REPACK);
        assertThat(Maintenance.need(10, 0, true, 1_200_000, 1_000_000)).isEqualTo(Maintenance.Need.NOTHING);
    }

    @Test
    void aRepositoryIsNotPackedAnewAgainAndAgain() throws Exception {
        Oid main = fixture.commit(Map.of("f", "1"));
        fixture.move(RefChange.create("refs/heads/main", main, "push"));
        maintenance.run(fixture.repo, List.of());
        assertThat(fixture.directory().resolve("objects/info/objects-when-repacked"))
                .content()
                .isEqualTo("3\n");
    }

    @Test
    void isNeededOnceThereAreManyPacks() throws Exception {
        Path pack = fixture.directory().resolve("objects/pack");
        assertThat(maintenance.need(fixture.repo)).isEqualTo(Maintenance.Need.NOTHING);
        for (int i = 0; i < 51; i++) {
            Files.createFile(pack.resolve("pack-%040x.%s".formatted(i, PackExt.PACK.getExtension())));
            Files.createFile(pack.resolve("pack-%040x.%s".formatted(i, PackExt.INDEX.getExtension())));
        }
        assertThat(maintenance.need(fixture.repo)).isEqualTo(Maintenance.Need.FOLD);
    }

    private void readAll(Oid commit) throws Exception {
        try (CookRepository repository = fixture.repos.open(fixture.repo);
                ObjectWalk walk = new ObjectWalk(repository)) {
            walk.markStart(walk.parseCommit(ObjectIds.objectId(commit)));
            while (walk.next() != null) {
                // Reading the commits is the point.
            }
            walk.checkConnectivity();
        }
    }

    /** As administrators and C git leave objects. */
    private Oid loose(Map<String, String> files) throws IOException {
        try (CookRepository repository = fixture.repos.open(fixture.repo)) {
            return GitFixture.commit(repository, files);
        }
    }

    private List<String> loose() throws Exception {
        return fixture.listing().stream()
                .filter(line -> line.matches("objects/[0-9a-f]{2}/.*"))
                .toList();
    }

    private List<Path> packs() throws Exception {
        return new PackFiles(fixture.directory().resolve("objects/pack")).packs();
    }
}
