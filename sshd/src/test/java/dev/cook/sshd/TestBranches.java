package dev.cook.sshd;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.BranchFact;
import dev.cook.git.FossilFile;
import dev.cook.git.FossilWriter;
import dev.cook.git.Quarantine;
import dev.cook.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;

/** Branches, sessions and gates as an agent and the controllers would have made them. */
public record TestBranches(Typing typing) {
    public static final Oid TARGET = new Oid("a".repeat(40));
    static final Oid MERGED = new Oid("c".repeat(40));

    private Store store() {
        return typing.store();
    }

    public Repo repo(String name) {
        return store().read(tx -> tx.repos().byName(new RepoName(name)).orElseThrow());
    }

    /** A branch with a commit of its own, on which an agent is asked to work. */
    public Branch branch(String repo, String name) throws IOException {
        Repo where = repo(repo);
        Oid tip = commit(where);
        return store().write(tx -> {
            tx.refs().move(where.id(), List.of(RefChange.create("refs/heads/" + name, tip, "test")), "ann");
            Branch branch = tx.branches()
                    .start(
                            where.id(),
                            new BranchName(name),
                            where.defaultBranch(),
                            Landing.ASK,
                            Optional.of(new Branch.Task("demo", "make the tests pass", Optional.empty())),
                            tip,
                            "ann");
            tx.events()
                    .append(
                            where.id(),
                            branch.id(),
                            new BranchFact.Started(
                                    branch.name(), "ann", branch.startedFrom(), branch.target(), branch.landing()));
            return branch;
        });
    }

    private Oid commit(Repo repo) throws IOException {
        try (Quarantine quarantine = typing.repos.quarantine(repo.id());
                ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(new TreeFormatter()));
            PersonIdent ann = new PersonIdent("ann", "ann@test", Instant.EPOCH, java.time.ZoneOffset.UTC);
            commit.setAuthor(ann);
            commit.setCommitter(ann);
            commit.setMessage("work");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            quarantine.accept();
            return new Oid(id.name());
        }
    }

    /** A session whose first turn runs. */
    public SessionId session(Branch branch) {
        return store().write(tx -> {
            EnvironmentId environment = tx.environments().wantForSession(branch, "local");
            Session session = tx.sessions().want(branch.id(), environment, "demo", Allowance.UNLIMITED);
            JobId job = tx.jobs().queueTurn(session.id(), environment, "make the tests pass", 600);
            tx.sessions().markRunning(session.id());
            tx.jobs().markStarted(job);
            return session.id();
        });
    }

    public JobId lastTurn(SessionId session) {
        return store().read(tx -> tx.jobs().turns(session).getLast().id());
    }

    public void nextTurn(SessionId session) {
        store().change(tx -> {
            Session now = tx.sessions().get(session).orElseThrow();
            tx.jobs().markStarted(tx.jobs().queueTurn(session, now.environment(), "again", 600));
        });
    }

    public void endTurn(SessionId session, int status, String wrote) {
        JobId job = lastTurn(session);
        store().change(tx -> tx.jobs().markEnded(job, status, Optional.empty(), output(wrote)));
    }

    public CandidateId candidate(Branch branch) {
        return store().write(tx -> {
            Oid tip = tx.refs()
                    .get(branch.repo(), branch.name().ref())
                    .flatMap(ref -> ref.id())
                    .orElseThrow();
            CandidateId candidate = tx.candidates().open(branch, TARGET, tip, MERGED);
            tx.candidates().markPlanned(candidate, 3);
            return candidate;
        });
    }

    /** A gate run that is over. */
    public GateRunId judged(
            Branch branch, CandidateId candidate, String gate, GateRunState as, String reason, String wrote) {
        return store().write(tx -> {
            GateRunId run = tx.gateRuns().queue(candidate, PlannedGate.command(gate, List.of("make", gate), 600));
            EnvironmentId environment = tx.environments().wantForGate(branch, "local", MERGED);
            tx.gateRuns().markRunning(run, MERGED, environment);
            JobId job = tx.jobs().queueGateRun(run, environment, 600);
            tx.jobs().markEnded(job, as == GateRunState.PASSED ? 0 : 1, Optional.empty(), output(wrote));
            tx.gateRuns().end(run, as, reason);
            return run;
        });
    }

    public void close(CandidateId candidate, CandidateState as) {
        store().change(tx -> tx.candidates().close(candidate, as));
    }

    /** A fossil's commit with this story, which its ref names. */
    public void story(Repo repo, Oid tip, String ref, Map<String, byte[]> files) {
        Oid story = new FossilWriter(typing.repos)
                .write(
                        repo.id(),
                        List.of(tip),
                        files.entrySet().stream()
                                .map(file -> FossilFile.of(file.getKey(), file.getValue()))
                                .toList(),
                        "story",
                        "ann",
                        Instant.EPOCH);
        store().change(tx -> tx.refs().move(repo.id(), List.of(RefChange.create(ref, story, "test")), "ann"));
    }

    private static JobOutput output(String wrote) {
        return new JobOutput(wrote.getBytes(StandardCharsets.UTF_8), new byte[0], false);
    }
}
