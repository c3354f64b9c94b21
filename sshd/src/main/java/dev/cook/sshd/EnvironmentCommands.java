package dev.cook.sshd;

import dev.cook.agents.Agents;
import dev.cook.agents.EnvironmentProtocol;
import dev.cook.agents.output.BadReport;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import dev.cook.domain.Outcome;
import dev.cook.domain.Purpose;
import dev.cook.store.FailureReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an environment's key may run: its bridge, its jobs, and what an agent in it says. Nothing here takes a name of
 * anything else, so there is nothing to be forbidden.
 */
public final class EnvironmentCommands {
    /** Bytes of an environment's complaint. */
    private static final int LONGEST_COMPLAINT = 8 * 1024;

    private static final String HELP = """
            Commands of an agent:
              cook task            show the task, the state of the branch and the latest gate results
              cook done            mark the work as done (commit and push first); the gates run next
              cook ask "MESSAGE"   ask a person a question; the answer is the next prompt
              cook gate log [RUN]  show the log of a gate run (default: the latest failed one)
              cook usage           show the tokens, cost and time used, and the limits
            Commands of an agent in a review gate:
              cook verdict pass|fail "COMMENT" [--file PATH [--line N]]
                                   once per comment; the last verdict counts
            """;

    /** Bytes of what an environment says that is not pushed. */
    private static final int LONGEST_LIST = 8 * 1024;

    /** Bytes of a name of files. */
    private static final int LONGEST_HASH = 100;

    private final Agents agents;
    private final EnvironmentProtocol protocol;
    private final Path tools;

    /** @param tools the socket at which the tools of agents answer */
    public EnvironmentCommands(Agents agents, Path tools) {
        this.agents = agents;
        this.protocol = agents.protocol();
        this.tools = tools;
    }

    public ExitCode run(Caller.EnvironmentCaller caller, List<String> words, CommandIo io) throws InterruptedException {
        EnvironmentId id = caller.environment();
        try {
            return switch (String.join(" ", words.subList(0, Math.min(words.size(), 2)))) {
                case "bridge" -> {
                    protocol.connect(id, io.in(), io.out());
                    yield ExitCode.OK;
                }
                case "job fetch" -> fetch(id, words, io);
                case "job report" -> report(id, words, io);
                case "job output" -> output(id, words, io);
                case "job drive" -> drive(id, words, io);
                case "configuration fetch" -> configuration(id, io);
                case "configuration hash" -> {
                    protocol.hash(id, io.readAll(LONGEST_HASH).orElse("").strip());
                    yield ExitCode.OK;
                }
                case "environment failed" -> {
                    protocol.failed(
                            id, io.readAll(LONGEST_COMPLAINT).orElse("the environment's error message was too long"));
                    yield ExitCode.OK;
                }
                case "done" -> forAgent(caller, io, () -> agents.tools().done(id));
                case "mcp" -> caller.purpose() == Purpose.SESSION ? Tunnel.join(io, tools) : noAgent(io);
                case "task" -> shown(caller, io, agents.tools()::task);
                case "usage" -> shown(caller, io, agents.tools()::usage);
                case "gate log" ->
                    shown(caller, io, environment -> agents.tools().gateLog(environment, run(words)));
                case "", "help" -> {
                    io.print().print(HELP);
                    yield ExitCode.OK;
                }
                default ->
                    switch (words.getFirst()) {
                        case "ask" ->
                            forAgent(caller, io, () -> agents.tools()
                                    .ask(id, String.join(" ", words.subList(1, words.size()))));
                        case "verdict" -> VerdictCommand.run(agents.verdicts(), id, words, io);
                        case "terminal" -> terminal(id, words, io);
                        case "unpushed" -> unpushed(id, words, io);
                        default -> unknown(words, io);
                    };
            };
        } catch (IOException e) {
            io.fail(FailureReason.known(e).orElse("the connection was lost"), "The environment retries automatically.");
            return ExitCode.REFUSED;
        }
    }

    private ExitCode fetch(EnvironmentId id, List<String> words, CommandIo io) throws IOException {
        Optional<byte[]> tar = job(words).flatMap(job -> protocol.fetch(id, job));
        if (tar.isEmpty()) {
            io.fail("this environment has no job of that number", "");
            return ExitCode.NOT_FOUND;
        }
        io.out().write(tar.get());
        io.out().flush();
        return ExitCode.OK;
    }

    private ExitCode configuration(EnvironmentId id, CommandIo io) throws IOException {
        Optional<byte[]> tar = protocol.configuration(id);
        if (tar.isEmpty()) {
            io.fail("this environment has no configuration", "");
            return ExitCode.NOT_FOUND;
        }
        io.out().write(tar.get());
        io.out().flush();
        return ExitCode.OK;
    }

    private ExitCode report(EnvironmentId id, List<String> words, CommandIo io)
            throws IOException, InterruptedException {
        Optional<JobId> job = job(words);
        if (job.isEmpty()) {
            io.fail("job report needs a number", "");
            return ExitCode.USAGE;
        }
        try {
            protocol.report(id, job.get(), io.in());
            return ExitCode.OK;
        } catch (BadReport e) {
            io.fail("not a valid report: " + e.getMessage(), "");
            return ExitCode.REFUSED;
        }
    }

    private ExitCode output(EnvironmentId id, List<String> words, CommandIo io) throws IOException {
        Optional<JobId> job = words.size() == 4 ? job(words.subList(0, 3)) : Optional.empty();
        if (job.isEmpty() || !protocol.hear(id, job.get(), numberIn(words.subList(2, 4)), io.in())) {
            io.fail("unexpected reply: no request has that number", "");
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.OK;
    }

    private ExitCode drive(EnvironmentId id, List<String> words, CommandIo io)
            throws IOException, InterruptedException {
        Optional<JobId> job = job(words);
        if (job.isEmpty() || !protocol.drive(id, job.get(), io.out(), io::closed)) {
            io.fail("this environment has no running job of that number that takes messages", "");
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.OK;
    }

    private ExitCode unpushed(EnvironmentId id, List<String> words, CommandIo io) throws IOException {
        String said = io.readAll(LONGEST_LIST).orElse("the list of work that is not pushed is too long to show");
        if (words.size() != 2 || !protocol.unpushed(id, numberIn(words), said)) {
            io.fail("unexpected reply: no request has that number", "");
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.OK;
    }

    private ExitCode terminal(EnvironmentId id, List<String> words, CommandIo io) throws InterruptedException {
        boolean taken =
                words.size() == 2 && agents.terminals().answer(id, numberIn(words), io.in(), io.out(), io::closed);
        if (!taken) {
            io.fail("unexpected terminal: no request has that number", "");
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.OK;
    }

    /** The second word as a number; zero, which nothing has, where it is none. */
    private static long numberIn(List<String> words) {
        try {
            return words.get(1).matches("[1-9][0-9]{0,18}") ? Long.parseLong(words.get(1)) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The run that a log is wanted of; one that is nobody's where the word is no number. */
    private static Optional<Long> run(List<String> words) {
        return words.size() < 3
                ? Optional.empty()
                : Optional.of(words.get(2).matches("[1-9][0-9]{0,17}") ? Long.parseLong(words.get(2)) : 0);
    }

    private static ExitCode shown(
            Caller.EnvironmentCaller caller, CommandIo io, Function<EnvironmentId, Outcome> what) {
        if (caller.purpose() != Purpose.SESSION) {
            return noAgent(io);
        }
        Outcome answer = what.apply(caller.environment());
        if (answer.agreed()) {
            io.print().print(answer.said());
            return ExitCode.OK;
        }
        io.fail(answer.said(), "");
        return ExitCode.REFUSED;
    }

    private static ExitCode noAgent(CommandIo io) {
        io.fail("a gate cannot use this command", "a gate's exit status is its result");
        return ExitCode.REFUSED;
    }

    private interface Said {
        Outcome by();
    }

    private static ExitCode forAgent(Caller.EnvironmentCaller caller, CommandIo io, Said said) {
        if (caller.purpose() != Purpose.SESSION) {
            return noAgent(io);
        }
        Outcome answer = said.by();
        if (answer.agreed()) {
            io.print().println("cook: " + answer.said());
            return ExitCode.OK;
        }
        io.fail(answer.said(), "");
        return ExitCode.REFUSED;
    }

    private static ExitCode unknown(List<String> words, CommandIo io) {
        io.fail("unknown command '" + dev.cook.domain.Text.printable(words.getFirst()) + "'", "");
        io.complain().print(HELP);
        return ExitCode.USAGE;
    }

    private static Optional<JobId> job(List<String> words) {
        return words.size() == 3 && words.get(2).matches("[1-9][0-9]{0,17}")
                ? Optional.of(new JobId(Long.parseLong(words.get(2))))
                : Optional.empty();
    }
}
