package dev.cook.agents.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that the server runs to reach a backend. No secret is ever among its words: they travel as variables or as
 * its input.
 *
 * @param variables set beside the few that programs need
 */
public record HostCommand(List<String> words, Map<String, String> variables, String input, Duration limit) {
    /** What programs such as docker and ssh read of the server's own environment. */
    private static final List<String> PASSED_ON = List.of(
            "PATH",
            "HOME",
            "USER",
            "DOCKER_HOST",
            "DOCKER_CONTEXT",
            "DOCKER_CONFIG",
            "DOCKER_CERT_PATH",
            "DOCKER_TLS_VERIFY",
            "SSH_AUTH_SOCK");

    /** Bytes that are kept of what it says, on either stream. */
    private static final int MOST_SAID = 256 * 1024;

    /** As the JVM quotes what the system said. */
    private static final String NO_SUCH_FILE = "No such file or directory";

    private static final String PERMISSION_DENIED = "Permission denied";

    public HostCommand {
        words = List.copyOf(words);
        variables = Map.copyOf(variables);
    }

    public HostCommand(List<String> words, Duration limit) {
        this(words, Map.of(), "", limit);
    }

    /**
     * How it ended.
     *
     * @param status its exit status; negative: it could not be run, or took too long
     */
    public record Outcome(int status, String out, String err) {
        public boolean ok() {
            return status == 0;
        }

        /** Whether the program said nothing, because it is not there or did not come to an end in time. */
        boolean unanswered() {
            return status < 0;
        }

        /** The end of what it complained of, on one line. */
        public String complaint() {
            String said = (err.isBlank() ? out : err).strip();
            String[] lines = said.split("\\R");
            return lines.length > 3 ? String.join(" ", List.of(lines).subList(lines.length - 3, lines.length)) : said;
        }
    }

    public Outcome run() {
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        Map<String, String> own = Map.copyOf(environment);
        environment.clear();
        PASSED_ON.forEach(name -> {
            String value = own.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        });
        environment.put("LC_ALL", "C.UTF-8");
        environment.putAll(variables);
        try {
            return outcome(builder.start());
        } catch (IOException e) {
            return new Outcome(-1, "", missing(words.getFirst(), String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "", "interrupted");
        }
    }

    /** Java's message names the program once more, and numbers of the system. */
    private static String missing(String program, String message) {
        boolean isPath = program.startsWith("/");
        if (message.contains(NO_SUCH_FILE)) {
            return isPath
                    ? "the server has no program " + program
                    : "the program " + program + " is not installed on the server";
        }
        if (message.contains(PERMISSION_DENIED)) {
            return "the server's user may not run " + program + "; make it executable (chmod +x)";
        }
        return "the server cannot run " + program + ": " + message;
    }

    private Outcome outcome(Process process) throws InterruptedException {
        try {
            CompletableFuture<String> out =
                    CompletableFuture.supplyAsync(() -> said(process.getInputStream()), task -> Thread.ofVirtual()
                            .start(task));
            CompletableFuture<String> err =
                    CompletableFuture.supplyAsync(() -> said(process.getErrorStream()), task -> Thread.ofVirtual()
                            .start(task));
            Thread.ofVirtual().start(() -> say(process));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome(-1, "", words.getFirst() + " did not answer within " + limit.toSeconds() + " s");
            }
            // A child of it that lives on may hold the streams; what it said by now is enough.
            return new Outcome(
                    process.exitValue(),
                    out.completeOnTimeout("", 2, TimeUnit.SECONDS).join(),
                    err.completeOnTimeout("", 2, TimeUnit.SECONDS).join());
        } finally {
            process.destroyForcibly();
        }
    }

    private void say(Process process) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // It did not want to hear it; its exit status says why.
        }
    }

    private static String said(InputStream stream) {
        try (stream) {
            String kept = new String(stream.readNBytes(MOST_SAID), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return kept;
        } catch (IOException e) {
            return "";
        }
    }

    /** Without input and variables: either can hold a secret. */
    @Override
    public String toString() {
        return "HostCommand" + words;
    }
}
