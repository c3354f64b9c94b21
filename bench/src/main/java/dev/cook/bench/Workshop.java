package dev.cook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory of its own for one run, with a key and ssh configurations that both servers are reached by.
 *
 * @param root everything of this run; gone after it
 */
record Workshop(Path root) {
    /** Both sides: what each offers first differs, and a different key exchange alone is a factor of more than two. */
    private static final String SSH = """
            Host *
              IdentityFile "%1$s/key"
              IdentitiesOnly yes
              PreferredAuthentications publickey
              UserKnownHostsFile "%1$s/known_hosts"
              StrictHostKeyChecking accept-new
              LogLevel ERROR
              KexAlgorithms curve25519-sha256
              Ciphers aes128-gcm@openssh.com
              HostKeyAlgorithms ssh-ed25519
              ConnectTimeout 20
            """;

    private static final String SHARED = """
              ControlMaster auto
              ControlPath "ROOT/mux-%p"
              ControlPersist 900
            """;

    static Workshop make() {
        try {
            Path root = Files.createTempDirectory("cook-bench-").toRealPath();
            // PostgreSQL does not run as root, and has to pass through.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            Workshop workshop = new Workshop(root);
            Files.createDirectory(workshop.scratch());
            Files.writeString(workshop.single(), SSH.formatted(root));
            Files.writeString(workshop.shared(), SSH.formatted(root) + SHARED.replace("ROOT", root.toString()));
            Files.createDirectory(workshop.signals());
            workshop.programs()
                    .say(root, "mkfifo", "-m", "666", workshop.signal().toString());
            workshop.programs().say(root, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", root + "/key");
            return workshop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path scratch() {
        return root.resolve("scratch");
    }

    /** What sandboxes of both sides may see of this workshop. */
    Path signals() {
        return root.resolve("signals");
    }

    /** A pipe: whoever starts in a sandbox says so there, for which nothing has to be writable. */
    Path signal() {
        return signals().resolve("first");
    }

    Path key() {
        return root.resolve("key.pub");
    }

    Path privateKey() {
        return root.resolve("key");
    }

    /** Configuration of an ssh that makes a connection each time. */
    Path single() {
        return root.resolve("ssh-single");
    }

    /** Configuration of an ssh that shares one connection to each server. */
    Path shared() {
        return root.resolve("ssh-shared");
    }

    Programs programs() {
        return new Programs(
                scratch(),
                Map.of(
                        "PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin",
                        "HOME", root.toString(),
                        "LC_ALL", "C.UTF-8",
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_AUTHOR_NAME", "cook",
                        "GIT_AUTHOR_EMAIL", "cook@localhost",
                        "GIT_COMMITTER_NAME", "cook",
                        "GIT_COMMITTER_EMAIL", "cook@localhost"));
    }

    /** The kind of file system that both servers write to: an fsync on one in memory costs nothing. */
    String fileSystem() {
        try {
            return Files.getFileStore(root).type();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free just now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("cook: cannot remove all of " + tree + ": " + e.getMessage());
        }
    }

    /** Ends the shared connection to a port, if there is one. */
    void closeShared(int port) {
        if (Files.exists(root.resolve("mux-" + port))) {
            try {
                programs().say(root, "ssh", "-F", shared().toString(), "-p", "" + port, "-O", "exit", "127.0.0.1");
            } catch (BenchFailure e) {
                System.err.println("cook: a shared connection was gone already: " + e.getMessage());
            }
        }
    }
}
