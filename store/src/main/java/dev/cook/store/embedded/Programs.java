package dev.cook.store.embedded;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs PostgreSQL's programs for one server directory, as the right user and with nothing of Cook's environment. */
record Programs(Binaries binaries, ServerAccount account, ServerDirectory directory) {
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

    /** The command as it is to be started: what it says goes to the log. */
    ProcessBuilder command(List<String> prefix, String program, List<String> arguments) {
        List<String> words = Stream.of(prefix, List.of(binaries.program(program).toString()), arguments)
                .flatMap(List::stream)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.path().toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(directory.log().file().toFile()));
        // Cook's environment may hold secrets that are none of PostgreSQL's business.
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C"));
        return builder;
    }

    /** Runs one that ends by itself. */
    void run(ServerAccount as, String program, List<String> arguments, Duration limit) {
        long position = directory.log().position();
        try {
            Process process = command(as.prefix(), program, arguments).start();
            if (!process.waitFor(limit)) {
                process.destroyForcibly();
                throw new EmbeddedPostgresException("PostgreSQL's " + program + " did not end within "
                        + limit.toSeconds() + " s." + directory.log().tail(position));
            }
            if (process.exitValue() != 0) {
                throw new EmbeddedPostgresException("PostgreSQL's " + program + " failed with status "
                        + process.exitValue() + "." + directory.log().tail(position));
            }
        } catch (IOException e) {
            throw cannotStart(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Interrupted while PostgreSQL's " + program + " ran.", e);
        }
    }

    /** Sends a signal with PostgreSQL's rights, so that it can reach none but processes of its user. */
    void signal(long pid, String name) {
        run(account, "pg_ctl", List.of("kill", name, Long.toString(pid)), SIGNAL_LIMIT);
    }

    static EmbeddedPostgresException cannotStart(IOException e) {
        return new EmbeddedPostgresException(
                "PostgreSQL's programs cannot be started: " + e.getMessage()
                        + ". They need setpriv and setsid, which are part of util-linux.",
                e);
    }
}
