package dev.cook.store;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.JobState;
import dev.cook.domain.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The tables job and job_output. */
public final class Jobs {
    static final RowMapper<Job> JOB = Row.mapper(row -> new Job(
            new JobId(row.number("job_id")),
            new EnvironmentId(row.number("environment_id")),
            boxed(row.maybeNumber("session_id")).map(SessionId::new),
            boxed(row.maybeNumber("gate_run_id")).map(GateRunId::new),
            row.count("turn"),
            row.maybeText("prompt"),
            row.count("timeout_seconds"),
            row.word("state", JobState.class),
            boxed(row.maybeNumber("exit_status")).map(Long::intValue),
            row.maybeText("failure"),
            row.maybeText("leftovers"),
            row.time("queued_at"),
            row.maybeTime("started_at"),
            row.maybeTime("ended_at"),
            row.maybeTime("settled_at")));

    private final Handle handle;
    private final Instant now;

    Jobs(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Queues an agent's next turn: the turn's number is one more than the last. */
    public JobId queueTurn(SessionId session, EnvironmentId environment, String prompt, int timeoutSeconds) {
        return handle.createQuery("""
                        INSERT INTO job (environment_id, session_id, turn, prompt, timeout_seconds, state, queued_at)
                        SELECT :environment, :session, coalesce(max(turn), 0) + 1, :prompt, :timeout, <JobState.QUEUED>, :now
                        FROM job WHERE session_id = :session
                        RETURNING job_id
                        """)
                .bind("environment", environment.value())
                .bind("session", session.value())
                .bind("prompt", prompt)
                .bind("timeout", timeoutSeconds)
                .bind("now", now)
                .map(Row.mapper(row -> new JobId(row.number("job_id"))))
                .one();
    }

    /** Queues the job that carries out a gate run with a command. */
    public JobId queueGateRun(GateRunId gateRun, EnvironmentId environment, int timeoutSeconds) {
        return queueGateRun(gateRun, environment, timeoutSeconds, Optional.empty());
    }

    /** @param prompt what an agent is told; empty: it is none that runs */
    public JobId queueGateRun(
            GateRunId gateRun, EnvironmentId environment, int timeoutSeconds, Optional<String> prompt) {
        return handle.createQuery("""
                        INSERT INTO job (environment_id, gate_run_id, turn, prompt, timeout_seconds, state, queued_at)
                        VALUES (:environment, :run, 1, :prompt, :timeout, <JobState.QUEUED>, :now)
                        RETURNING job_id
                        """)
                .bind("environment", environment.value())
                .bind("run", gateRun.value())
                .bind("prompt", prompt.orElse(null))
                .bind("timeout", timeoutSeconds)
                .bind("now", now)
                .map(Row.mapper(row -> new JobId(row.number("job_id"))))
                .one();
    }

    public Optional<Job> get(JobId id) {
        return handle.createQuery("SELECT * FROM job WHERE job_id = :id")
                .bind("id", id.value())
                .map(JOB)
                .findOne();
    }

    /** Locks a job's row until the end of the transaction, and reads it after that. */
    public Optional<Job> lock(JobId id) {
        return handle.createQuery("SELECT * FROM job WHERE job_id = :id FOR UPDATE")
                .bind("id", id.value())
                .map(JOB)
                .findOne();
    }

    /** A session's turns in order. */
    public List<Job> turns(SessionId session) {
        return handle.createQuery("SELECT * FROM job WHERE session_id = :session ORDER BY turn")
                .bind("session", session.value())
                .map(JOB)
                .list();
    }

    public Optional<Job> ofGateRun(GateRunId run) {
        return handle.createQuery("SELECT * FROM job WHERE gate_run_id = :run")
                .bind("run", run.value())
                .map(JOB)
                .findOne();
    }

    /** Jobs of an environment that are not over, oldest first. */
    public List<Job> open(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT * FROM job WHERE environment_id = :environment AND ended_at IS NULL ORDER BY job_id
                        """)
                .bind("environment", environment.value())
                .map(JOB)
                .list();
    }

    /** Jobs of an environment that are not over, or whose session or gate run took no notice of the end yet, oldest first. */
    public List<Job> unsettled(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT * FROM job WHERE environment_id = :environment AND settled_at IS NULL ORDER BY job_id
                        """)
                .bind("environment", environment.value())
                .map(JOB)
                .list();
    }

    /** Turns of agents that are not over, oldest first. */
    public List<Job> openTurns() {
        return ReadableRows.list(
                handle.createQuery(
                        "SELECT * FROM job WHERE ended_at IS NULL AND session_id IS NOT NULL ORDER BY job_id"),
                JOB);
    }

    /**
     * What an environment has to do next.
     *
     * @param begun whether its agent works, or is about to in an environment that is being made
     */
    public record NextTurn(EnvironmentId environment, String account, boolean begun) {}

    /** The first turn that is not over of each environment that is not, those that were asked for first before the others. */
    public List<NextTurn> nextTurns() {
        return ReadableRows.list(
                handle.createQuery("""
                        SELECT * FROM (
                            SELECT DISTINCT ON (j.environment_id) j.job_id, j.environment_id, b.started_by,
                                   j.state = <JobState.RUNNING> OR e.state = <EnvironmentState.LAUNCHED> AS begun
                            FROM job j JOIN environment e USING (environment_id) JOIN branch b ON b.branch_id = e.branch_id
                            WHERE j.ended_at IS NULL AND j.session_id IS NOT NULL AND e.state NOT IN <EnvironmentState.over>
                            ORDER BY j.environment_id, j.job_id) first
                        ORDER BY job_id
                        """),
                Row.mapper(row -> new NextTurn(
                        new EnvironmentId(row.number("environment_id")), row.text("started_by"), row.flag("begun"))));
    }

    /** Turns of agents that are over and of which their session has not taken notice yet. */
    public List<Job> unsettledTurns() {
        return ReadableRows.list(handle.createQuery("""
                        SELECT * FROM job
                        WHERE settled_at IS NULL AND ended_at IS NOT NULL AND session_id IS NOT NULL
                        ORDER BY job_id
                        """), JOB);
    }

    /** Jobs of gate runs that are over and of which their gate run has not taken notice yet. */
    public List<Job> unsettledGateRuns() {
        return ReadableRows.list(handle.createQuery("""
                        SELECT * FROM job
                        WHERE settled_at IS NULL AND ended_at IS NOT NULL AND gate_run_id IS NOT NULL
                        ORDER BY job_id
                        """), JOB);
    }

    public void markStarted(JobId id) {
        handle.createUpdate("""
                        UPDATE job SET state = <JobState.RUNNING>, started_at = :now WHERE job_id = :id AND state = <JobState.QUEUED>
                        """).bind("now", now).bind("id", id.value()).execute();
    }

    /** Takes a job's report with all it wrote; says whether it was news: a job reports until it is acknowledged. */
    public boolean markEnded(JobId id, int exitStatus, Optional<String> leftovers, JobOutput output) {
        int changed = handle.createUpdate("""
                        UPDATE job SET state = <JobState.ENDED>, exit_status = :status, leftovers = :leftovers,
                                       started_at = coalesce(started_at, :now), ended_at = :now
                        WHERE job_id = :id AND ended_at IS NULL
                        """)
                .bind("status", exitStatus)
                .bind("leftovers", leftovers.orElse(null))
                .bind("now", now)
                .bind("id", id.value())
                .execute();
        if (changed == 0) {
            return false;
        }
        keepOutput(id, output);
        return true;
    }

    /**
     * Ends a job that does not report as it should, keeping what is known of its output; says whether it was open.
     *
     * @param why for a person to read
     */
    public boolean markFailed(JobId id, int exitStatus, String why, JobOutput lastSeen) {
        int changed = handle.createUpdate("""
                        UPDATE job SET state = <JobState.ENDED>, exit_status = :status, failure = :why,
                                       started_at = coalesce(started_at, :now), ended_at = :now
                        WHERE job_id = :id AND ended_at IS NULL
                        """)
                .bind("status", exitStatus)
                .bind("why", why)
                .bind("now", now)
                .bind("id", id.value())
                .execute();
        if (changed > 0) {
            keepOutput(id, lastSeen);
        }
        return changed > 0;
    }

    /** Gives up on a job of an environment that is gone, keeping what is known of its output; says whether it was open. */
    public boolean markLost(JobId id, JobOutput lastSeen) {
        int changed = handle.createUpdate(
                        "UPDATE job SET state = <JobState.LOST>, ended_at = :now WHERE job_id = :id AND ended_at IS NULL")
                .bind("now", now)
                .bind("id", id.value())
                .execute();
        if (changed > 0) {
            keepOutput(id, lastSeen);
        }
        return changed > 0;
    }

    /** Its session or gate run took notice. */
    public void settle(JobId id) {
        handle.createUpdate("UPDATE job SET settled_at = :now WHERE job_id = :id")
                .bind("now", now)
                .bind("id", id.value())
                .execute();
    }

    /** What a job wrote, once it is over. */
    public Optional<JobOutput> output(JobId id) {
        return handle.createQuery("SELECT output, recording, cut FROM job_output WHERE job_id = :id")
                .bind("id", id.value())
                .map(Row.mapper(row -> new JobOutput(row.bytes("output"), row.bytes("recording"), row.flag("cut"))))
                .findOne();
    }

    /** The same without the recording, which is the larger part. */
    public Optional<JobOutput> written(JobId id) {
        return handle.createQuery("SELECT output, cut FROM job_output WHERE job_id = :id")
                .bind("id", id.value())
                .map(Row.mapper(row -> new JobOutput(row.bytes("output"), new byte[0], row.flag("cut"))))
                .findOne();
    }

    /** Large things that a job left, each in a column. */
    enum Left {
        OUTPUT("SELECT substring(output FROM :from FOR :length) AS piece FROM job_output WHERE job_id = :id"),
        RECORDING("SELECT substring(recording FROM :from FOR :length) AS piece FROM job_output WHERE job_id = :id"),
        TRANSCRIPT("SELECT substring(lines FROM :from FOR :length) AS piece FROM transcript WHERE job_id = :id");

        private final String query;

        Left(String query) {
            this.query = query;
        }
    }

    /** At most {@code length} bytes of it from {@code offset} on. */
    byte[] piece(JobId id, Left what, long offset, int length) {
        return handle.createQuery(what.query)
                .bind("from", Math.toIntExact(offset + 1))
                .bind("length", length)
                .bind("id", id.value())
                .map(Row.mapper(row -> row.bytes("piece")))
                .findOne()
                .orElse(new byte[0]);
    }

    private void keepOutput(JobId id, JobOutput output) {
        handle.createUpdate("""
                        INSERT INTO job_output (job_id, output, recording, cut) VALUES (:id, :output, :recording, :cut)
                        ON CONFLICT (job_id) DO NOTHING
                        """)
                .bind("id", id.value())
                .bind("output", output.output())
                .bind("recording", output.recording())
                .bind("cut", output.cut())
                .execute();
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
