package dev.cook.agents.environment;

import dev.cook.domain.Autosave;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.GateRun;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An environment with all that its fate depends on.
 *
 * @param candidate what its gate run judges
 * @param unsettled its jobs that are not over, or of whose end nobody took notice yet, oldest first
 * @param persistent whose home directory it has, if that is one that stays
 * @param worked when its last job ended
 * @param beside other repositories that it has
 * @param saved what its session saved last, in this environment or an earlier one
 * @param tips commits whose whole history the repository's objects hold
 */
record EnvironmentView(
        Environment environment,
        Branch branch,
        Repo repo,
        Optional<Session> session,
        Optional<GateRun> gateRun,
        Optional<Candidate> candidate,
        List<Job> unsettled,
        Optional<PersistentEnvironment> persistent,
        Optional<Instant> worked,
        List<BesideRepo> beside,
        Optional<Oid> saved,
        List<Oid> tips) {

    /** Empty: it is gone, or was never there. */
    static Optional<EnvironmentView> read(Tx tx, EnvironmentId id) {
        return tx.environments()
                .get(id)
                .filter(environment -> environment.state() != EnvironmentState.GONE)
                .map(environment -> of(tx, environment));
    }

    private static EnvironmentView of(Tx tx, Environment environment) {
        Branch branch = tx.branches()
                .get(environment.branch())
                .orElseThrow(() -> new IllegalStateException(environment + " serves no branch"));
        Repo repo = tx.repos()
                .get(environment.repo())
                .orElseThrow(() -> new IllegalStateException(environment + " is in no repository"));
        List<Oid> tips = new ArrayList<>();
        environment.commit().ifPresent(tips::add);
        tip(tx, branch, branch.name().ref()).ifPresent(tips::add);
        tip(tx, branch, branch.target().ref()).ifPresent(tips::add);
        Optional<Session> session = tx.sessions().byEnvironment(environment.id());
        Optional<Oid> saved = session.flatMap(found -> tx.refs().autosave(repo.id(), found.id()))
                .map(Autosave::commit);
        saved.ifPresent(tips::add);
        Optional<GateRun> gateRun = tx.gateRuns().byEnvironment(environment.id());
        return new EnvironmentView(
                environment,
                branch,
                repo,
                session,
                gateRun,
                gateRun.flatMap(run -> tx.candidates().get(run.candidate())),
                tx.jobs().unsettled(environment.id()),
                environment.persistent().flatMap(tx.persistentEnvironments()::get),
                environment.persistent().flatMap(_ -> tx.persistentEnvironments()
                        .lastWork(environment.id())),
                tx.environmentRepos().of(environment.id()),
                saved,
                tips);
    }

    private static Optional<Oid> tip(Tx tx, Branch branch, String ref) {
        return tx.refs().get(branch.repo(), ref).flatMap(NamedRef::id);
    }

    EnvironmentId id() {
        return environment.id();
    }

    /** Jobs that are not over, oldest first. */
    List<Job> open() {
        return unsettled.stream().filter(job -> job.endedAt().isEmpty()).toList();
    }

    /**
     * The job whose window should be open. Jobs of one environment share its work tree, so the next one waits until the one
     * before has reported: an agent may call its work done while its turn still runs. A turn waits also until it is decided
     * what follows from the one before: that may stop the session.
     *
     * @param mayWork whether its session has a place among those at work
     */
    Optional<Job> due(boolean mayWork) {
        boolean settling = unsettled.stream().anyMatch(job -> job.endedAt().isPresent());
        return open().stream()
                .findFirst()
                .filter(job -> job.state() != JobState.QUEUED || job.session().isEmpty() || (mayWork && !settling));
    }

    /** A turn of a branch that has ended while it ran; what it writes until it ends belongs to the story. */
    Optional<Job> lastTurn() {
        return branch.state().ended()
                        && session.filter(found -> !found.state().ended()).isPresent()
                ? open().stream().filter(job -> job.state() == JobState.RUNNING).findFirst()
                : Optional.empty();
    }

    /**
     * Why nobody needs it any more; empty: somebody does.
     *
     * @param now ends the patience with a turn that goes on after its branch ended
     */
    Optional<String> needless(Instant now) {
        return switch (environment.purpose()) {
            case SESSION -> {
                if (session.isEmpty() || session.get().state().ended()) {
                    yield Optional.of("its session ended");
                }
                yield branch.state().ended() && LastTurn.isOver(this, now)
                        ? Optional.of("its branch " + branch.state().word())
                        : Optional.empty();
            }
            case GATE ->
                gateRun.isEmpty() || gateRun.get().state().over()
                        ? Optional.of("its gate run is over")
                        : Optional.empty();
        };
    }
}
