package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Conflict;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.store.WorkFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateBuilderTest {
    private static final String TEXT = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

    @TempDir
    Path data;

    private GitFixture fixture;
    private CandidateBuilder candidates;
    private Trees trees;

    @BeforeEach
    void open() {
        fixture = new GitFixture(data);
        candidates = new CandidateBuilder(fixture.repos, Clock.fixed(GitFixture.NOON, ZoneOffset.UTC));
        trees = new Trees(fixture.repos);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void mergesWhatBothSidesChanged() throws Exception {
        Oid base = fixture.commit(Map.of("a", TEXT, "b", "b\n"));
        Oid target = fixture.commit(Map.of("a", TEXT.replace("one", "ONE"), "b", "b\n"), base);
        Oid branch = fixture.commit(Map.of("a", TEXT.replace("eight", "EIGHT"), "b", "b\n", "c", "new\n"), base);
        Oid merged = merged(target, branch);
        assertThat(file(merged, "a")).isEqualTo(TEXT.replace("one", "ONE").replace("eight", "EIGHT"));
        assertThat(file(merged, "c")).isEqualTo("new\n");
        try (CookRepository repository = fixture.repos.open(fixture.repo);
                RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(ObjectIds.objectId(merged));
            assertThat(commit.getParents())
                    .extracting(ObjectIds::oid)
                    .as("target first, then branch")
                    .containsExactly(target, branch);
            assertThat(commit.getFullMessage()).isEqualTo("Merge branch 'x'\n");
            assertThat(commit.getAuthorIdent().getName()).isEqualTo("Cook");
            assertThat(commit.getCommitterIdent().getWhenAsInstant()).isEqualTo(GitFixture.NOON);
        }
    }

    @Test
    void mergesWithACommitOfItsOwnWhereTheTargetCouldJustMoveOn() throws Exception {
        Oid target = fixture.commit(Map.of("a", "1\n"));
        Oid branch = fixture.commit(Map.of("a", "2\n"), target);
        Oid merged = merged(target, branch);
        assertThat(merged).isNotEqualTo(branch);
        assertThat(file(merged, "a")).isEqualTo("2\n");
        assertThat(trees.isAncestor(fixture.repo, branch, merged)).isTrue();
        assertThat(trees.isAncestor(fixture.repo, merged, branch)).isFalse();
    }

    @Test
    void whatIsMergedMayBeInAPackAlready() throws Exception {
        Oid target = fixture.commit(Map.of("a", "1\n"));
        Oid branch = fixture.commit(Map.of("a", "2\n"), target);
        fixture.move(RefChange.create("refs/heads/x", branch, "push"));
        new Maintenance(fixture.repos, fixture.store).run(fixture.repo, List.of());
        assertThat(LooseObjects.list(fixture.directory().resolve("objects"))).isEmpty();
        assertThat(file(merged(target, branch), "a")).isEqualTo("2\n");
    }

    @Test
    void followsARenameOnOneSideAndAChangeOnTheOther() throws Exception {
        Oid base = fixture.commit(Map.of("old name", TEXT));
        Oid target = fixture.commit(Map.of("dir/new name", TEXT), base);
        Oid branch = fixture.commit(Map.of("old name", TEXT.replace("five", "FIVE")), base);
        Oid merged = merged(target, branch);
        assertThat(file(merged, "dir/new name")).isEqualTo(TEXT.replace("five", "FIVE"));
        assertThat(trees.file(fixture.repo, merged, "old name", 10)).isEmpty();
    }

    @Test
    void namesTheFilesThatConflictAndKeepsNothingOfTheAttempt() throws Exception {
        Oid base = fixture.commit(Map.of("a b", "1\n", "ü/x", "1\n", "c", "1\n"));
        Oid target = fixture.commit(Map.of("a b", "2\n", "ü/x", "2\n", "c", "1\n"), base);
        Oid branch = fixture.commit(Map.of("a b", "3\n", "ü/x", "3\n", "c", "3\n"), base);
        List<String> before = fixture.listing();
        assertThat(candidates.build(fixture.repo, target, branch, "Merge branch 'x'"))
                .isEqualTo(new Merge.Conflict(List.of("a b", "ü/x")));
        assertThat(fixture.listing()).isEqualTo(before);
    }

    @Test
    void theTargetsAttributesSayHowFilesAreMerged() throws Exception {
        Map<String, String> before = Map.of(
                ".gitattributes", "*.lock -merge\n/CHANGES merge=union\n",
                "deep/[dir]/.gitattributes", "# lists\nnames merge=union\n\"with space\" merge=union\n",
                "CHANGES", "first\n",
                "deep/[dir]/names", "ann\n",
                "deep/[dir]/with space", "ann\n",
                "a.lock", TEXT);
        Oid base = fixture.commit(before);
        Oid target = fixture.commit(
                with(
                        before,
                        "CHANGES",
                        "first\nours\n",
                        "deep/[dir]/names",
                        "ann\nours\n",
                        "deep/[dir]/with space",
                        "ann\nours\n"),
                base);
        Oid branch = fixture.commit(
                with(
                        before,
                        "CHANGES",
                        "first\ntheirs\n",
                        "deep/[dir]/names",
                        "ann\ntheirs\n",
                        "deep/[dir]/with space",
                        "ann\ntheirs\n"),
                base);

        Oid merged = merged(target, branch);

        assertThat(file(merged, "CHANGES")).isEqualTo("first\nours\ntheirs\n");
        assertThat(file(merged, "deep/[dir]/names")).isEqualTo("ann\nours\ntheirs\n");
        assertThat(file(merged, "deep/[dir]/with space")).isEqualTo("ann\nours\ntheirs\n");
        assertThat(candidates.build(
                        fixture.repo,
                        fixture.commit(with(before, "a.lock", TEXT.replace("one", "ONE")), base),
                        fixture.commit(with(before, "a.lock", TEXT.replace("eight", "EIGHT")), base),
                        "m"))
                .as("what is never merged as text")
                .isEqualTo(new Merge.Conflict(List.of("a.lock")));
    }

    @Test
    void aBranchDoesNotDecideHowItIsMerged() throws Exception {
        Oid base = fixture.commit(Map.of("CHANGES", "first\n"));
        Oid target = fixture.commit(Map.of("CHANGES", "first\nours\n"), base);
        Oid branch =
                fixture.commit(Map.of("CHANGES", "first\ntheirs\n", ".gitattributes", "CHANGES merge=union\n"), base);
        assertThat(candidates.build(fixture.repo, target, branch, "m"))
                .isEqualTo(new Merge.Conflict(List.of("CHANGES")));
    }

    private static Map<String, String> with(Map<String, String> files, String... changed) {
        Map<String, String> all = new HashMap<>(files);
        for (int i = 0; i < changed.length; i += 2) {
            all.put(changed[i], changed[i + 1]);
        }
        return all;
    }

    @Test
    void saysThatTheTargetHoldsAllOfTheBranch() throws Exception {
        Oid branch = fixture.commit(Map.of("a", "1\n"));
        Oid target = fixture.commit(Map.of("a", "2\n"), branch);
        assertThat(candidates.build(fixture.repo, target, branch, "m")).isEqualTo(new Merge.UpToDate());
        assertThat(candidates.build(fixture.repo, target, target, "m")).isEqualTo(new Merge.UpToDate());
    }

    @Test
    void aBranchWithoutCommonHistoryConflicts() throws Exception {
        Oid target = fixture.commit(Map.of("a", "1\n"));
        Oid branch = fixture.commit(Map.of("b", "1\n"));
        assertThat(candidates.build(fixture.repo, target, branch, "m"))
                .isInstanceOfSatisfying(Merge.Conflict.class, conflict -> assertThat(conflict.files())
                        .singleElement()
                        .asString()
                        .contains("no history in common"));
    }

    @Test
    void aMergeOverItsTimeIsToldLikeAConflict() throws Exception {
        Oid base = fixture.commit(Map.of("a", TEXT));
        Oid target = fixture.commit(Map.of("a", TEXT.replace("one", "ONE")), base);
        Oid branch = fixture.commit(Map.of("a", TEXT.replace("eight", "EIGHT")), base);
        assertThat(new CandidateBuilder(fixture.repos, Duration.ZERO, Clock.systemUTC())
                        .build(fixture.repo, target, branch, "m"))
                .isInstanceOfSatisfying(Merge.Conflict.class, conflict -> assertThat(
                                Conflict.told("main", String.join(", ", conflict.files())))
                        .isEqualTo("cannot be merged with main: merging took git longer than 0 s"));
    }

    @Test
    void whereGitCannotReadAnObjectTheReasonIsGits() throws Exception {
        Oid base = fixture.commit(Map.of("a", TEXT));
        Oid target = fixture.commit(Map.of("a", TEXT.replace("one", "ONE")), base);
        ObjectId blob = ObjectId.fromString("ba5e".repeat(10));
        Oid branch;
        try (Quarantine quarantine = fixture.repos.quarantine(fixture.repo);
                ObjectInserter inserter = quarantine.newInserter()) {
            TreeFormatter tree = new TreeFormatter();
            tree.append("a", FileMode.REGULAR_FILE, blob);
            branch = ObjectIds.oid(inserter.insert(CommitIdentity.COOK.commit(
                    inserter.insert(tree), List.of(ObjectIds.objectId(base)), "m", Instant.EPOCH)));
            inserter.flush();
            quarantine.accept();
        }
        assertThatThrownBy(() -> candidates.build(fixture.repo, target, branch, "m"))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("git could not merge the branch (exit status 128): ")
                .hasMessageContaining(blob.name());
    }

    @Test
    void aWalkKeepsNothingOfWhatCommitsSay() throws Exception {
        Oid base = fixture.commit(Map.of("a", "1\n"));
        Oid tip = fixture.commit(Map.of("a", "2\n"), base);
        try (CookRepository repository = fixture.repos.open(fixture.repo);
                RevWalk walk = Walks.of(repository)) {
            walk.markStart(walk.parseCommit(ObjectIds.objectId(tip)));
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                assertThat(commit.getRawBuffer()).isNull();
                assertThat(Walks.Said.by(walk, commit).title()).isEqualTo("change [a]");
                assertThat(commit.getRawBuffer()).isNull();
            }
        }
    }

    @Test
    void squashesABranchIntoOneCommitOnTheTarget() throws Exception {
        Oid base = fixture.commit(Map.of("a", "1\n"));
        Oid target = fixture.commit(Map.of("a", "1\n", "t", "1\n"), base);
        Oid branch = fixture.commit(Map.of("a", "2\n", "b", "1\n"), fixture.commit(Map.of("a", "2\n"), base));
        Oid squashed = built(target, branch, new LandingShape.Squashed("Do it", "Branch: x\n"));
        assertThat(trees.log(fixture.repo, squashed, target, 10)).hasSize(1);
        assertThat(file(squashed, "b")).isEqualTo("1\n");
        assertThat(file(squashed, "t")).isEqualTo("1\n");
        assertThat(candidates.build(fixture.repo, squashed, branch, new LandingShape.Squashed("again", "")))
                .isEqualTo(new Merge.UpToDate());
    }

    @Test
    void rebasesEachCommitOnTheTargetWithItsMessageAndFollowsARename() throws Exception {
        Oid base = fixture.commit(Map.of("old name", TEXT));
        Oid target = fixture.commit(Map.of("new name", TEXT), base);
        Oid first = fixture.commit(Map.of("old name", TEXT.replace("five", "FIVE")), base);
        Oid branch = fixture.commit(Map.of("old name", TEXT.replace("five", "FIVE"), "b", "1\n"), first);
        Oid rebased = built(target, branch, new LandingShape.Rebased("Do it", "Branch: x\n"));
        assertThat(trees.log(fixture.repo, rebased, target, 10)).hasSize(2);
        assertThat(file(rebased, "new name")).isEqualTo(TEXT.replace("five", "FIVE"));
        assertThat(file(rebased, "b")).isEqualTo("1\n");
        assertThat(trees.isAncestor(fixture.repo, branch, rebased)).isFalse();
    }

    @Test
    void aRebaseNamesTheFilesOfTheFirstCommitThatConflicts() throws Exception {
        Oid base = fixture.commit(Map.of("a", "1\n"));
        Oid target = fixture.commit(Map.of("a", "2\n"), base);
        Oid branch = fixture.commit(Map.of("a", "3\n"), fixture.commit(Map.of("a", "1\n", "b", "1\n"), base));
        assertThat(candidates.build(fixture.repo, target, branch, new LandingShape.Rebased("Do it", "Branch: x\n")))
                .isEqualTo(new Merge.Conflict(List.of("a")));
    }

    private Oid built(Oid target, Oid branch, LandingShape shape) {
        Merge merge = candidates.build(fixture.repo, target, branch, shape);
        assertThat(merge).isInstanceOf(Merge.Merged.class);
        return ((Merge.Merged) merge).commit();
    }

    private Oid merged(Oid target, Oid branch) {
        Merge merge = candidates.build(fixture.repo, target, branch, "Merge branch 'x'");
        assertThat(merge).isInstanceOf(Merge.Merged.class);
        return ((Merge.Merged) merge).commit();
    }

    private String file(Oid commit, String path) {
        return new String(trees.file(fixture.repo, commit, path, 10_000).orElseThrow(), StandardCharsets.UTF_8);
    }
}
