package dev.cook.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real git, in a directory of a test's own and without anybody's configuration. */
record GitClient(Path home) {
    /** What it printed, both streams together. */
    record Result(int status, String output) {}

    Result run(Path directory, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_AUTHOR_NAME", "Ada");
        builder.environment().put("GIT_AUTHOR_EMAIL", "ada@example.org");
        builder.environment().put("GIT_COMMITTER_NAME", "Ada");
        builder.environment().put("GIT_COMMITTER_EMAIL", "ada@example.org");
        Process git = builder.start();
        git.getOutputStream().close();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!git.waitFor(60, TimeUnit.SECONDS)) {
            git.destroyForcibly();
            throw new IllegalStateException(command + " does not end: " + output);
        }
        return new Result(git.exitValue(), output);
    }

    String ok(Path directory, String... words) throws IOException, InterruptedException {
        Result result = run(directory, words);
        if (result.status() != 0) {
            throw new IllegalStateException(List.of(words) + " failed: " + result.output());
        }
        return result.output();
    }
}
