package dev.cook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The real git client, timed at what its users do. */
final class GitUser {
    /** How a client comes to a server. */
    enum Way {
        SSH,
        SHARED_SSH,
        HTTP
    }

    private final Workshop workshop;
    private final Sample sample;
    private final Programs programs;
    private String authorization = "";

    GitUser(Workshop workshop, Sample sample) {
        this.workshop = workshop;
        this.sample = sample;
        this.programs = workshop.programs();
    }

    /** Sent along over HTTP at once, so that neither side asks first. */
    void token(String token) {
        authorization =
                "Basic " + Base64.getEncoder().encodeToString(("bench:" + token).getBytes(StandardCharsets.UTF_8));
    }

    String authorization() {
        return authorization;
    }

    double clone(Way way, String url) {
        Path to = fresh("clone");
        double seconds = git(workshop.root(), way, "clone", "-q", "--bare", url, to.toString());
        Workshop.delete(to);
        return seconds;
    }

    /** Runs a command over an SSH connection of its own. */
    double command(int port, String words) {
        return programs.time(
                workshop.root(),
                Map.of(),
                List.of(
                        "ssh",
                        "-F",
                        workshop.single().toString(),
                        "-p",
                        Integer.toString(port),
                        System.getProperty("user.name") + "@127.0.0.1",
                        words));
    }

    double lsRemote(Way way, String url) {
        return git(workshop.root(), way, "ls-remote", "-q", url);
    }

    double push(Way way, String url, String commit, String branch) {
        return git(sample.repository(), way, "push", "-q", url, commit + ":refs/heads/" + branch);
    }

    /** Starts an agent on a new branch. */
    void start(String url, String commit, String branch, String agent, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "push", "-q", url, commit + ":refs/heads/" + branch, "-o", "agent=" + agent, "-o", "prompt=listen"));
        for (String option : options) {
            words.addAll(List.of("-o", option));
        }
        git(sample.repository(), Way.SSH, words.toArray(String[]::new));
    }

    /** Fetches main into a repository that has it up to a commit; objects are lent, so that each run starts alike. */
    double fetch(Way way, String url, String have) {
        Path client = client(have);
        double seconds = fetchInto(client, way, url);
        Workshop.delete(client);
        return seconds;
    }

    double fetchInto(Path client, Way way, String url) {
        return git(client, way, "fetch", "-q", url, "+refs/heads/main:refs/heads/main");
    }

    /** A repository whose main is a commit of the sample. */
    Path client(String have) {
        Path client = fresh("client");
        try {
            Files.createDirectories(client.resolve("refs/heads"));
            Files.createDirectories(client.resolve("objects/info"));
            Files.createDirectories(client.resolve("objects/pack"));
            Files.writeString(client.resolve("HEAD"), "ref: refs/heads/main\n");
            Files.writeString(client.resolve("refs/heads/main"), have + "\n");
            Files.writeString(client.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
            Files.writeString(
                    client.resolve("objects/info/alternates"), workshop.root().resolve("lent.git/objects") + "\n");
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What clients have at first: everything but the last commit. */
    void lend() {
        Path lent = workshop.root().resolve("lent.git");
        programs.say(workshop.root(), "git", "init", "-q", "--bare", lent.toString());
        programs.say(
                lent, "git", "fetch", "-q", sample.repository().toString(), sample.beforeTip() + ":refs/heads/main");
    }

    private Path fresh(String name) {
        return workshop.root()
                .resolve(name + "-" + System.nanoTime() + "-"
                        + Thread.currentThread().threadId());
    }

    /** Runs git somewhere and answers with how long it took. */
    double git(Path directory, Way way, String... words) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        return programs.time(directory, environment(way), command);
    }

    private Map<String, String> environment(Way way) {
        return switch (way) {
            case SSH -> Map.of("GIT_SSH_COMMAND", "ssh -F '" + workshop.single() + "'");
            case SHARED_SSH -> Map.of("GIT_SSH_COMMAND", "ssh -F '" + workshop.shared() + "'");
            case HTTP ->
                Map.of(
                        "GIT_CONFIG_COUNT", "1",
                        "GIT_CONFIG_KEY_0", "http.extraHeader",
                        "GIT_CONFIG_VALUE_0", "Authorization: " + authorization);
        };
    }
}
