package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.git.FossilWriter;
import dev.cook.git.GitRepos;
import dev.cook.git.GitSettings;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import dev.cook.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A branch whose gates wrote more than the heap holds lands and is abandoned all the same. */
class LargeStoryTest {
    private static final Oid BASE = new Oid("a".repeat(40));
    private static final Oid MERGED = new Oid("c".repeat(40));

    /** As many as wrote more than a heap of 512 MiB holds, each what is kept at most of sixty megabytes. */
    private static final int GATES = 16;

    private static final int BYTES = 16 << 20;

    /** A fifth of what one of the branches holds. */
    private static final String HEAP = "-Xmx48m";

    static final class Server {
        /** Lands the first branch and abandons the second, on a small heap. */
        public static void main(String[] args) {
            GitSettings.install();
            try (Store store = Store.open(args[0], args[1], args[2], 4, Clock.systemUTC());
                    GitRepos repos = new GitRepos(Path.of(args[3]), store)) {
                BranchEnding ending =
                        new BranchEnding(store, new FossilWriter(repos), new SavedWork(repos), Clock.systemUTC());
                Candidate candidate = store.read(tx -> tx.candidates().newest(new BranchId(Long.parseLong(args[4]))))
                        .orElseThrow();
                System.out.println("landed " + ending.land(List.of(candidate), _ -> true));
                System.out.println(ending.abandon(new BranchId(Long.parseLong(args[5])), "ada", "enough"));
            }
        }
    }

    @Test
    void whatGatesWroteIsWrittenToTheFossilAPieceAtATime(@TempDir Path data) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Store store = Store.open(database.url(), database.user(), database.password(), 4, Clock.systemUTC())) {
            Repo repo = store.write(
                    tx -> tx.repos().create(new RepoName("kitchen"), "ada").orElseThrow());
            // Its directory is made before it has refs: later it would be missed.
            GitSettings.install();
            try (GitRepos repos = new GitRepos(data, store)) {
                new Trees(repos).exists(repo.id(), BASE);
            }
            store.change(
                    tx -> tx.refs().move(repo.id(), List.of(RefChange.create("refs/heads/main", BASE, "push")), "ada"));
            Branch lands = branch(store, repo, "lands", new Oid("b".repeat(40)));
            Branch goes = branch(store, repo, "goes", new Oid("d".repeat(40)));
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "UPDATE job_output SET output = convert_to(repeat('y' || chr(10), " + BYTES / 2 + "), 'UTF8')");
            }

            Process server = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            HEAP,
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Server.class.getName(),
                            database.url(),
                            database.user(),
                            database.password(),
                            data.toString(),
                            lands.id().toString(),
                            goes.id().toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(server.waitFor()).as(said).isZero();
            assertThat(said).contains("landed true", "Up[number=2]");
            assertThat(store.read(tx -> tx.branches().get(lands.id()))
                            .orElseThrow()
                            .state())
                    .isEqualTo(BranchState.LANDED);
            try (GitRepos repos = new GitRepos(data, store)) {
                for (long number : List.of(1L, 2L)) {
                    String ref = store.read(tx -> tx.fossils().get(repo.id(), number))
                            .orElseThrow()
                            .ref();
                    Oid fossil = store.read(tx -> tx.refs().get(repo.id(), ref))
                            .flatMap(NamedRef::id)
                            .orElseThrow();
                    List<Trees.TreeFile> logs = new Trees(repos)
                            .files(repo.id(), fossil, 100).stream()
                                    .filter(file -> file.path().startsWith("gates/"))
                                    .toList();
                    assertThat(logs).hasSize(GATES);
                    assertThat(new Trees(repos)
                                    .file(repo.id(), fossil, logs.getLast().path(), 2L * BYTES))
                            .hasValueSatisfying(log -> assertThat(log).hasSize(BYTES));
                }
            }
        }
    }

    private static Branch branch(Store store, Repo repo, String name, Oid tip) {
        return store.write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName(name),
                            new BranchName("main"),
                            Landing.AUTO,
                            Optional.empty(),
                            tip,
                            "ada");
            tx.refs().move(repo.id(), List.of(RefChange.create("refs/heads/" + name, tip, "push")), "ada");
            tx.branches().markQueued(branch.id(), "ada");
            CandidateId candidate = tx.candidates().open(branch, BASE, tip, MERGED);
            tx.candidates().markPlanned(candidate, 3);
            for (int i = 0; i < GATES; i++) {
                GateRunId run = tx.gateRuns().queue(candidate, PlannedGate.command("gate" + i, List.of("true"), 60));
                EnvironmentId place = tx.environments().wantForGate(branch, "local", MERGED);
                tx.gateRuns().markRunning(run, MERGED, place);
                JobId job = tx.jobs().queueGateRun(run, place, 60);
                tx.jobs().markStarted(job);
                tx.jobs().markEnded(job, 0, Optional.empty(), JobOutput.NONE);
                tx.jobs().settle(job);
                tx.gateRuns().end(run, GateRunState.PASSED, "took 1 s");
            }
            return branch;
        });
    }
}
