package dev.cook.agents.environment;

import dev.cook.agents.backend.CannotLaunch;
import dev.cook.agents.backend.EnvironmentFiles;
import dev.cook.agents.backend.HostCommand;
import dev.cook.config.Configuration;
import dev.cook.domain.Revision;
import dev.cook.git.ObjectRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Git repositories elsewhere that make environments somebody's own, fetched by the server. What is fetched is never checked
 * out here: git runs without hooks, filters, credentials of a helper, redirects, or any protocol but those that are named.
 */
public final class Configurations {
    /** Time that fetching may take; an agent waits for it. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Bytes of the largest file that git may write here, a pack among them. */
    private static final long LARGEST_PACK = 256L << 20;

    /** Bytes of all its files together. */
    static final long LARGEST = 32L << 20;

    private static final String CONFIG = """
            [protocol]
                allow = never
            [protocol "https"]
                allow = always
            [protocol "ssh"]
                allow = always
            [protocol "file"]
                allow = always
            [http]
                followRedirects = false
            [core]
                hooksPath = /dev/null
                fsmonitor = false
            [credential]
                helper =
            [fetch]
                fsckObjects = true
            [gc]
                auto = 0
            [safe]
                directory = *
            """ + ObjectRules.waivers();

    private final Path directory;
    /** One fetch of a repository at a time; a slow one holds up nobody who wants another. */
    private final ConcurrentMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();

    /** @param data the server's data directory */
    public Configurations(Path data) {
        this.directory = data.resolve("configurations");
    }

    /**
     * Fetches it and says which commit it is now.
     *
     * @throws CannotLaunch if it cannot be had
     */
    Revision resolve(Configuration configuration) {
        String address = address(configuration);
        ReentrantLock mine = fetching(address);
        mine.lock();
        try {
            return fetch(configuration, address);
        } finally {
            mine.unlock();
        }
    }

    private ReentrantLock fetching(String address) {
        return fetching.computeIfAbsent(address, _ -> new ReentrantLock());
    }

    private Revision fetch(Configuration configuration, String address) {
        Path repository = repository(address);
        String rev = configuration.rev().orElse("HEAD");
        boolean commit = rev.matches("[0-9a-f]{40}|[0-9a-f]{64}");
        List<String> fetch =
                new ArrayList<>(List.of("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--force"));
        // Not every server gives a commit that is asked for by its name; all of its branches it gives.
        fetch.addAll(commit ? List.of() : List.of("--depth", "1"));
        fetch.addAll(List.of(
                "--", address, commit ? "+refs/heads/*:refs/heads/*" : "+" + rev + ":refs/heads/configuration"));
        required(repository, fetch, address);
        String named = (commit ? rev : "refs/heads/configuration") + "^{commit}";
        String found = required(repository, List.of("rev-parse", "--verify", "--end-of-options", named), address)
                .strip();
        if (configuration.kind().isFlake()) {
            requireFlake(repository, found, address);
        }
        return new Revision(address, found, Optional.empty());
    }

    private void requireFlake(Path repository, String commit, String address) {
        List<String> names = required(repository, List.of("ls-tree", "--name-only", commit), address)
                .lines()
                .toList();
        if (!names.contains("flake.nix")) {
            throw new CannotLaunch("the configuration " + address + " has no flake.nix"
                    + (names.contains("configuration.nix")
                            ? "; its configuration.nix describes a whole machine and cannot be applied inside an environment."
                                    + " Apply the file to your own machine and use that (backend = \"ssh\"), or build an image"
                                    + " from it (backend = \"docker\")"
                            : ""));
        }
    }

    /** Its files at that commit, as a tar. */
    public byte[] files(Revision revision) throws IOException {
        ReentrantLock mine = fetching(revision.url());
        mine.lock();
        try {
            return archive(revision);
        } finally {
            mine.unlock();
        }
    }

    private byte[] archive(Revision revision) throws IOException {
        Path repository = repository(revision.url());
        Path tar = Files.createTempFile(directory, "files", ".tar");
        try {
            required(
                    repository,
                    List.of("archive", "--format=tar", "--output=" + tar, revision.commit()),
                    revision.url());
            if (Files.size(tar) > LARGEST) {
                throw new CannotLaunch(revision.url() + " is larger than " + (LARGEST >> 20) + " MiB");
            }
            return Files.readAllBytes(tar);
        } finally {
            Files.delete(tar);
        }
    }

    /** As git is given it: no word of it can be an option, as all begin with a scheme or a slash. */
    private static String address(Configuration configuration) {
        return "file".equals(configuration.url().getScheme())
                ? configuration.url().getPath()
                : configuration.url().toString();
    }

    private Path repository(String address) {
        Path repository = directory.resolve(hash(address) + ".git");
        prepare();
        if (!Files.exists(repository.resolve("HEAD"))) {
            required(directory, List.of("init", "--quiet", "--bare", "--template=", repository.toString()), address);
        }
        return repository;
    }

    /** Written where it is not there yet, or is another version's: a git that runs beside this may be reading it. */
    private synchronized void prepare() {
        try {
            EnvironmentFiles.directory(directory, "rwx------");
            Path file = directory.resolve("gitconfig");
            if (!Files.exists(file) || !Files.readString(file).equals(CONFIG)) {
                Files.writeString(file, CONFIG);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String required(Path in, List<String> words, String address) {
        List<String> command =
                new ArrayList<>(List.of("prlimit", "--fsize=" + LARGEST_PACK, "--", "git", "-C", in.toString()));
        command.addAll(words);
        HostCommand.Outcome outcome = new HostCommand(
                        command,
                        Map.of(
                                "GIT_CONFIG_NOSYSTEM", "1",
                                "GIT_CONFIG_GLOBAL",
                                        directory.resolve("gitconfig").toString(),
                                "GIT_TERMINAL_PROMPT", "0",
                                "GIT_ASKPASS", "true",
                                "GIT_SSH_COMMAND", "ssh -o BatchMode=yes",
                                "GIT_ALLOW_PROTOCOL", "https:ssh:file"),
                        "",
                        LIMIT)
                .run();
        if (!outcome.ok()) {
            throw new CannotLaunch("cannot fetch the configuration " + address + ": " + outcome.complaint());
        }
        return outcome.out();
    }
}
