package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
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
        Oid orphan = fixture.commit(Map.of("f", "named by nothing"));
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
        List<String> loose = fixture.listing().stream()
                .filter(line -> line.matches("objects/[0-9a-f]{2}/.*"))
                .toList();
        assertThat(loose).as("commit, tree and blob of the orphan").hasSize(3);
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
    void isNeededOnceThereAreManyPacks() throws Exception {
        Path pack = fixture.directory().resolve("objects/pack");
        assertThat(maintenance.needsMaintenance(fixture.repo)).isFalse();
        for (int i = 0; i < 51; i++) {
            Files.createFile(pack.resolve("pack-%040x.%s".formatted(i, PackExt.PACK.getExtension())));
            Files.createFile(pack.resolve("pack-%040x.%s".formatted(i, PackExt.INDEX.getExtension())));
        }
        assertThat(maintenance.needsMaintenance(fixture.repo)).isTrue();
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

    private List<Path> packs() throws Exception {
        return new PackFiles(fixture.directory().resolve("objects/pack")).packs();
    }
}
