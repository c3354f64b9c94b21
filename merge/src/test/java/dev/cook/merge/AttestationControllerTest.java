package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Failure;
import dev.cook.domain.Landing;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.git.GitRepos;
import dev.cook.git.GitSettings;
import dev.cook.git.NoteWriter;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes about landings: many are written together, and one that cannot be written keeps no other waiting. */
class AttestationControllerTest {
    private static final int LANDINGS = 5;

    private final TestStore test = TestStore.open();
    private final Store store = test.store();

    private record Landed(Oid commit, CandidateId candidate) {}

    @Test
    void landingsThatWaitShareACommitOfNotesAndOneThatFailsStopsNoOther(@TempDir Path data) throws Exception {
        GitSettings.install();
        Repo repo = test.repo("kitchen");
        try (test;
                GitRepos repos = new GitRepos(data, store)) {
            AttestationController attesting = new AttestationController(
                    store,
                    new NoteWriter(repos),
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
                    Clock.systemUTC());
            List<Landed> together = landed(repo, "together", 1);
            Store.Asked before = store.asked();
            attesting.pass();
            assertThat(store.asked().since(before).transactions())
                    .as("a few for all of them, not two for each")
                    .isLessThan(2 * LANDINGS);
            assertThat(notes(repo, repos)).containsExactlyInAnyOrderElementsOf(paths(together));

            List<Landed> apart = landed(repo, "apart", 100);
            damage(apart.getFirst().candidate());
            attesting.pass();

            List<Landed> noted = new ArrayList<>(together);
            noted.addAll(apart.subList(1, apart.size()));
            assertThat(notes(repo, repos)).containsExactlyInAnyOrderElementsOf(paths(noted));
            assertThat(test.list(tx -> tx.candidates().unattested(10)))
                    .extracting(Candidate::id)
                    .containsExactly(apart.getFirst().candidate());
            assertThat(test.list(tx -> tx.failures().of("attesting")))
                    .extracting(Failure::item)
                    .containsExactly("candidate " + apart.getFirst().candidate());

            landed(repo, "later", 200);
            attesting.pass();
            assertThat(test.list(tx -> tx.candidates().unattested(10))).hasSize(1);
        }
    }

    /** It landed, and nobody knows as what. */
    private void damage(CandidateId candidate) throws Exception {
        try (Connection connection = test.connect();
                Statement damage = connection.createStatement()) {
            damage.execute("ALTER TABLE candidate DROP CONSTRAINT candidate_head");
            damage.execute("UPDATE candidate SET head_id = NULL WHERE candidate_id = " + candidate);
        }
    }

    private List<Landed> landed(Repo repo, String name, int first) {
        List<Landed> landed = new ArrayList<>();
        for (int i = 0; i < LANDINGS; i++) {
            Oid commit = new Oid("%040x".formatted(first + i));
            BranchName branchName = new BranchName(name + i);
            landed.add(store.write(tx -> {
                Branch branch = tx.branches()
                        .start(
                                repo.id(),
                                branchName,
                                repo.defaultBranch(),
                                Landing.AUTO,
                                Optional.empty(),
                                commit,
                                "ada");
                CandidateId id = tx.candidates().open(branch, commit, commit, commit);
                tx.candidates().markPlanned(id, 1);
                tx.candidates().close(id, CandidateState.LANDED);
                return new Landed(commit, id);
            }));
        }
        return landed;
    }

    private static List<String> paths(List<Landed> landed) {
        return landed.stream().map(each -> each.commit().hex()).toList();
    }

    /** The commits that notes are about. */
    private List<String> notes(Repo repo, GitRepos repos) {
        Oid tip = test.maybe(tx -> tx.refs().get(repo.id(), AttestationController.REF))
                .flatMap(NamedRef::id)
                .orElseThrow();
        return new Trees(repos)
                .files(repo.id(), tip, 1_000).stream()
                        .map(file -> file.path().replace("/", ""))
                        .toList();
    }
}
