package dev.cook.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * Somebody with a key of their own, who uses the real git and ssh and nobody else's configuration.
 *
 * @param shares whether commands and git go through one connection that stays open, as those of {@code ./cook} do; a key
 *     exchange for each look of a test that waits would be most of what the test costs
 */
record Person(Path home, String sshUrl, boolean shares) {
    /** One shared connection is opened at a time; two at once would quarrel about the socket. */
    private static final Object OPENING = new Object();

    /** Makes a home directory with a new key in it. */
    static Person in(Path home, String sshUrl) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Person person = new Person(home, sshUrl, false);
        Ended.of(new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-C",
                        home.getFileName().toString(),
                        "-f",
                        person.key().toString()))
                .ok();
        return person;
    }

    /** The same somebody at a server that was found since. */
    Person at(String url) {
        return new Person(home, url, shares);
    }

    /** The same somebody, whose commands share one connection. */
    Person sharing() {
        return new Person(home, sshUrl, true);
    }

    /** Waits until something is so at the server; see {@link Patience}. */
    void until(Callable<Boolean> condition) {
        until("what the test waits for", condition);
    }

    /** @param what a failure says was waited for */
    void until(String what, Callable<Boolean> condition) {
        Patience.of(this).until(what, condition, is -> is);
    }

    /** Waits until what the server says is as wanted, and answers it. */
    <T> T until(Callable<T> look, Predicate<T> wanted) {
        return Patience.of(this).until("what the test waits for", look, wanted);
    }

    Path key() {
        return home.resolve("key");
    }

    Path publicKey() {
        return home.resolve("key.pub");
    }

    /** The address of a repository. */
    String url(String repository) {
        return sshUrl + "/" + repository;
    }

    Ended git(Path directory, String... words) throws IOException, InterruptedException {
        return Ended.of(gitCommand(directory, words));
    }

    /** For a push that goes on while the test does something else. */
    ProcessBuilder gitCommand(Path directory, String... words) {
        return command(directory, "git", List.of(words));
    }

    /** Runs lines of a shell, as somebody pastes them into a terminal. */
    Ended shell(Path directory, String lines) throws IOException, InterruptedException {
        return Ended.of(command(directory, "sh", List.of("-e", "-c", lines)));
    }

    /** A command for the server, of words without blanks. */
    Ended ssh(String... words) throws IOException, InterruptedException {
        return Ended.of(sshCommand(words));
    }

    /** The same with a file as standard input. */
    Ended sshWith(Path input, String... words) throws IOException, InterruptedException {
        return Ended.of(sshCommand(words).redirectInput(input.toFile()));
    }

    /** Speaks to a git service itself, with a file as what git would say, in the protocol that git would choose. */
    Ended speak(Path input, String command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(options());
        line.addAll(List.of("-o", "SetEnv=GIT_PROTOCOL=version=2", sshUrl, command));
        return Ended.of(command(home, "ssh", line).redirectInput(input.toFile()));
    }

    /** A new repository here with one file in one commit on main. */
    Path repository(String name) throws IOException, InterruptedException {
        Path work = home.resolve(name);
        git(home, "init", "-q", "-b", "main", work.toString()).ok();
        commit(work, "file", "one\n");
        return work;
    }

    /** Commits a file's new content and answers the commit. */
    String commit(Path work, String file, String content) throws IOException, InterruptedException {
        Files.writeString(work.resolve(file), content);
        git(work, "add", file).ok();
        git(work, "commit", "-q", "-m", "Change " + file).ok();
        return tip(work, "HEAD");
    }

    String tip(Path work, String revision) throws IOException, InterruptedException {
        return git(work, "rev-parse", "--verify", revision).ok().said();
    }

    /** The commit that a ref has at the server; empty when there is no such ref. */
    String remoteTip(String repository, String ref) throws IOException, InterruptedException {
        String line = git(home, "ls-remote", url(repository), ref).ok().said();
        return line.isEmpty() ? "" : line.split("\t", 2)[0];
    }

    /** The beginning of a shell's command line that runs commands at the server in a terminal. */
    String terminalCommand() {
        return "ssh -tt " + String.join(" ", options()) + " " + sshUrl + " ";
    }

    /** A command in a terminal that is fed and read by the test. */
    ProcessBuilder terminal(String... words) {
        List<String> line = new ArrayList<>(List.of("-tt"));
        line.addAll(options());
        line.add(sshUrl);
        line.addAll(Arrays.asList(words));
        ProcessBuilder builder = command(home, "ssh", line).redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().put("TERM", "xterm-256color");
        return builder;
    }

    /** A command that is fed and read by the test, without a terminal. */
    ProcessBuilder command(String... words) {
        return sshCommand(words);
    }

    /** Holds a connection open, which commands go through by way of a socket. */
    Process holding(Path socket) throws IOException {
        List<String> line = new ArrayList<>(options());
        line.addAll(List.of("-M", "-S", socket.toString(), "-N", sshUrl));
        return command(home, "ssh", line).start();
    }

    /** A command through a connection that is open already, and through no other. */
    Ended sshThrough(Path socket, String command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(options());
        line.addAll(List.of("-o", "ProxyCommand=false", "-S", socket.toString(), sshUrl, command));
        return Ended.of(command(home, "ssh", line));
    }

    private ProcessBuilder sshCommand(String... words) {
        List<String> line = new ArrayList<>(shared());
        line.add(sshUrl);
        line.addAll(Arrays.asList(words));
        return command(home, "ssh", line);
    }

    /** Where the connection is found that commands share. */
    private Path socket() {
        return home.resolve("s");
    }

    /** The server is gone: the client behind the shared connection ends by itself, but not at once. */
    void forgetConnection() {
        try {
            Files.deleteIfExists(socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options of what may go through the shared connection; without one it connects by itself. */
    private List<String> shared() {
        if (!shares) {
            return options();
        }
        open();
        List<String> line = new ArrayList<>(options());
        line.addAll(List.of("-S", socket().toString()));
        return line;
    }

    /** Opens the shared connection unless it is there; a server that is down is the command's own to find out. */
    private void open() {
        if (Files.exists(socket())) {
            return;
        }
        synchronized (OPENING) {
            if (Files.exists(socket())) {
                return;
            }
            List<String> line = new ArrayList<>(options());
            // ssh sends a variable of a command only if the connection's own options name it too.
            line.addAll(List.of("-o", "SendEnv=GIT_PROTOCOL", "-M", "-S", socket().toString(), "-f", "-N", sshUrl));
            try {
                command(home, "ssh", line)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<String> options() {
        return List.of(
                "-F",
                "none",
                "-i",
                key().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "BatchMode=yes",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "UserKnownHostsFile=" + home.resolve("known_hosts"));
    }

    private ProcessBuilder command(Path directory, String program, List<String> words) {
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("COOK_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment()
                .put("GIT_SSH_COMMAND", "ssh " + String.join(" ", program.equals("git") ? shared() : options()));
        builder.environment().put("GIT_AUTHOR_NAME", "Ada");
        builder.environment().put("GIT_AUTHOR_EMAIL", "ada@example.org");
        builder.environment().put("GIT_COMMITTER_NAME", "Ada");
        builder.environment().put("GIT_COMMITTER_EMAIL", "ada@example.org");
        return builder;
    }
}
