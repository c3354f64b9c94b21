package dev.cook.agents.session;

import dev.cook.agents.backend.Variables;
import dev.cook.agents.output.SessionSettings;
import dev.cook.config.Agent;
import dev.cook.config.Invocation;
import dev.cook.domain.Candidate;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.GateRun;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.Oid;
import dev.cook.domain.Session;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Hands jobs to environments: the words of a turn's agent, or of a gate's command or agent. */
public final class JobDispatch {
    private final Store store;
    private final SessionSettings settings;
    private final Autosaves saves;
    private final TimeLeft timeLeft;

    /** How long a turn's session may still run; empty: as long as it likes. */
    public interface TimeLeft {
        Optional<Duration> of(Tx tx, Turn turn);
    }

    public JobDispatch(Store store, SessionSettings settings, Autosaves saves, TimeLeft timeLeft) {
        this.store = store;
        this.settings = settings;
        this.saves = saves;
        this.timeLeft = timeLeft;
    }

    /** Whether a job of that environment is to be done still. */
    public boolean isOpen(EnvironmentId id, JobId job) {
        return store.read(tx -> open(tx, id, job)).isPresent();
    }

    /** What is to be said in a turn of an agent that speaks the Agent Client Protocol. */
    public Optional<AcpTurn> spokenWith(EnvironmentJob id) {
        record Found(Turn turn, Optional<String> conversation) {}
        Optional<Found> found = store.read(tx -> open(tx, id.environment(), id.job())
                .flatMap(job -> Turn.read(tx, job))
                .filter(turn -> settings.speaks(turn.session().agent()))
                .map(turn -> new Found(
                        turn, tx.sessions().conversation(turn.session().id()))));
        return found.map(due -> new AcpTurn(
                        due.conversation().filter(_ -> remembers(due.turn())),
                        due.turn().prompt(true),
                        due.turn().afresh()))
                .or(() -> spokenWithInGate(id));
    }

    private Optional<AcpTurn> spokenWithInGate(EnvironmentJob id) {
        return store.read(tx -> open(tx, id.environment(), id.job())
                .filter(job -> job.gateRun()
                        .flatMap(tx.gateRuns()::get)
                        .flatMap(GateAgent::of)
                        .filter(settings::speaks)
                        .isPresent())
                .flatMap(Job::prompt)
                .map(AcpTurn::inGate));
    }

    /** Whether the agent finds its own conversation where its turn begins. */
    private boolean remembers(Turn turn) {
        return switch (turn.place()) {
            case FIRST -> false;
            case SAME -> true;
            case NEW -> saves.hasMemory(turn.session(), turn.branch());
        };
    }

    /** Hands a job to its environment, as a tar; empty: that environment has no such open job. */
    public Optional<byte[]> fetch(EnvironmentId id, JobId jobId) {
        Optional<Due> due = store.read(tx -> open(tx, id, jobId)
                .flatMap(job -> Turn.read(tx, job))
                .map(turn -> new Due(turn, timeLeft.of(tx, turn), JobContext.of(tx, turn.branch()))));
        Optional<JobSpec> spec = due.isPresent()
                ? due.map(this::turn)
                : store.read(tx -> open(tx, id, jobId)
                        .map(job -> gate(
                                job,
                                tx.gateRuns().get(job.gateRun().orElseThrow()).orElseThrow(),
                                base(tx, job),
                                JobContext.of(tx, job))));
        return spec.map(found -> {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            try {
                found.writeTo(tar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return tar.toByteArray();
        });
    }

    private static Optional<Job> open(Tx tx, EnvironmentId id, JobId jobId) {
        return tx.jobs()
                .get(jobId)
                .filter(job -> job.environment().equals(id) && !job.state().over());
    }

    /** A turn, and how long its session may still run. */
    private record Due(Turn turn, Optional<Duration> left, Map<String, String> context) {}

    private JobSpec turn(Due due) {
        Turn turn = due.turn();
        Session session = turn.session();
        Agent agent = settings.agent(session.agent())
                .orElseThrow(() -> new IllegalStateException("agent " + session.agent()
                        + " is no longer configured; session " + session.id() + " needs it"));
        boolean remembers = remembers(turn);
        String prompt = turn.prompt(remembers);
        Invocation invocation = new Invocation(
                prompt, JobSpec.PROMPT_FILE, session.agentSession(), JobSpec.MCP_URL, JobSpec.MCP_CONFIG);
        Map<String, String> variables = new HashMap<>(agent.variables());
        variables.putAll(settings.secretsOf(agent));
        Duration longest = Duration.ofSeconds(turn.job().timeoutSeconds());
        List<String> words = new ArrayList<>(settings.speaks(agent.name()) ? List.of(JobSpec.ACP) : List.of());
        words.addAll(invocation.fill(remembers ? agent.resume() : agent.command()));
        return new JobSpec(
                words,
                prompt,
                new Variables(variables),
                due.left().filter(left -> left.compareTo(longest) < 0).orElse(longest),
                Optional.empty(),
                List.of(),
                due.context());
    }

    private static Optional<Oid> base(Tx tx, Job job) {
        return job.gateRun()
                .flatMap(tx.gateRuns()::get)
                .flatMap(run -> tx.candidates().get(run.candidate()))
                .map(Candidate::base);
    }

    /** An agent in a gate gets no secrets of its own: what is judged lies beside it. */
    private JobSpec gate(Job job, GateRun run, Optional<Oid> base, Map<String, String> context) {
        Duration longest = Duration.ofSeconds(job.timeoutSeconds());
        if (job.prompt().isEmpty()) {
            return new JobSpec(run.argv(), "", Variables.NONE, longest, Optional.empty(), GateReports.of(run), context);
        }
        String prompt = job.prompt().get();
        UUID conversation = UUID.nameUUIDFromBytes(("gate run " + run.id()).getBytes(StandardCharsets.UTF_8));
        Invocation invocation =
                new Invocation(prompt, JobSpec.PROMPT_FILE, conversation, JobSpec.MCP_URL, JobSpec.MCP_CONFIG);
        List<String> words = new ArrayList<>(invocation.fill(run.argv()));
        Optional<String> agent = GateAgent.of(run);
        if (agent.filter(settings::speaks).isPresent()) {
            // After the program that makes an answer of what the agent leaves.
            words.add(run.kind().mayChange() ? 1 : 0, JobSpec.ACP);
        }
        Map<String, String> variables =
                agent.flatMap(settings::agent).map(Agent::variables).orElse(Map.of());
        return new JobSpec(words, prompt, new Variables(variables), longest, base, List.of(), context);
    }
}
