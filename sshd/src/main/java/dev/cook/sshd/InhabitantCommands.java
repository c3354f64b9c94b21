package dev.cook.sshd;

import dev.cook.agents.BadReport;
import dev.cook.agents.Sessions;
import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import dev.cook.domain.Purpose;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What an environment's key may run: its bridge, its jobs, and what an agent in it says. Nothing here takes a name of
 * anything else, so there is nothing to be forbidden.
 */
final class InhabitantCommands {
    /** Bytes of an environment's complaint. */
    private static final int LONGEST_COMPLAINT = 8 * 1024;

    private static final String HELP = """
            What an agent can say here:
              cook done            the work is committed and pushed: judge it
              cook ask "MESSAGE"   I cannot go on without a person
            """;

    private final Sessions sessions;

    InhabitantCommands(Sessions sessions) {
        this.sessions = sessions;
    }

    ExitCode run(Caller.Inhabitant caller, List<String> words, CommandIo io) throws InterruptedException {
        EnvironmentId id = caller.environment();
        try {
            return switch (String.join(" ", words.subList(0, Math.min(words.size(), 2)))) {
                case "bridge" -> {
                    sessions.connect(id, io.in(), io.out());
                    yield ExitCode.OK;
                }
                case "job fetch" -> fetch(id, words, io);
                case "job report" -> report(id, words, io);
                case "configuration fetch" -> configuration(id, io);
                case "environment failed" -> {
                    sessions.failed(id, io.readAll(LONGEST_COMPLAINT).orElse("its complaint was too long"));
                    yield ExitCode.OK;
                }
                case "done" -> forAgent(caller, io, () -> sessions.done(id));
                case "", "help" -> {
                    io.print().print(HELP);
                    yield ExitCode.OK;
                }
                default ->
                    switch (words.getFirst()) {
                        case "ask" ->
                            forAgent(
                                    caller,
                                    io,
                                    () -> sessions.ask(id, String.join(" ", words.subList(1, words.size()))));
                        case "terminal" -> terminal(id, words, io);
                        default -> unknown(words, io);
                    };
            };
        } catch (IOException e) {
            io.fail("the connection broke: " + e.getMessage(), "It is tried again.");
            return ExitCode.REFUSED;
        }
    }

    private ExitCode fetch(EnvironmentId id, List<String> words, CommandIo io) throws IOException {
        Optional<byte[]> tar = job(words).flatMap(job -> sessions.fetch(id, job));
        if (tar.isEmpty()) {
            io.fail("this environment has no such job", "");
            return ExitCode.NOT_FOUND;
        }
        io.out().write(tar.get());
        io.out().flush();
        return ExitCode.OK;
    }

    private ExitCode configuration(EnvironmentId id, CommandIo io) throws IOException {
        Optional<byte[]> tar = sessions.configuration(id);
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
            sessions.report(id, job.get(), io.in());
            return ExitCode.OK;
        } catch (BadReport e) {
            io.fail("that is no report: " + e.getMessage(), "");
            return ExitCode.REFUSED;
        }
    }

    private ExitCode terminal(EnvironmentId id, List<String> words, CommandIo io) throws InterruptedException {
        boolean taken = words.size() == 2
                && words.get(1).matches("[1-9][0-9]{0,18}")
                && sessions.terminals().answer(id, number(words.get(1)), io.in(), io.out(), io::closed);
        if (!taken) {
            io.fail("nobody here waits for such a terminal", "");
            return ExitCode.NOT_FOUND;
        }
        return ExitCode.OK;
    }

    /** Of at most 19 digits; zero, which no terminal has, where that is too much. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private interface Said {
        Sessions.Answer by();
    }

    private static ExitCode forAgent(Caller.Inhabitant caller, CommandIo io, Said said) {
        if (caller.purpose() != Purpose.SESSION) {
            io.fail("a gate only judges", "Its exit status is its answer.");
            return ExitCode.REFUSED;
        }
        Sessions.Answer answer = said.by();
        if (answer.agreed()) {
            io.print().println("cook: " + answer.said());
            return ExitCode.OK;
        }
        io.fail(answer.said(), "");
        return ExitCode.REFUSED;
    }

    private static ExitCode unknown(List<String> words, CommandIo io) {
        io.fail("there is no command '" + dev.cook.domain.Text.printable(words.getFirst()) + "' for an agent", "");
        io.complain().print(HELP);
        return ExitCode.USAGE;
    }

    private static Optional<JobId> job(List<String> words) {
        return words.size() == 3 && words.get(2).matches("[1-9][0-9]{0,17}")
                ? Optional.of(new JobId(Long.parseLong(words.get(2))))
                : Optional.empty();
    }
}
