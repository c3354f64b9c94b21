package dev.cook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The peer: C git behind an sshd of its own, and behind {@code git http-backend}, as durable and as strict as Cook. */
final class OpenSsh implements AutoCloseable {
    static final String DURABILITY = "core.fsync=committed, core.fsyncMethod=fsync, receive.fsckObjects=true";

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Workshop workshop;
    private final Programs programs;
    private final int port = Workshop.freePort();
    private final Process sshd;
    private final CgiServer http;

    OpenSsh(Workshop workshop) {
        if (!Files.isExecutable(SSHD)) {
            throw new BenchFailure("Cook is compared with OpenSSH's server, which is not in " + SSHD
                    + "\n  Install it: apt-get install openssh-server");
        }
        this.workshop = workshop;
        this.programs = workshop.programs();
        Path directory = workshop.root().resolve("sshd");
        try {
            Files.createDirectory(directory);
            programs.say(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host_key");
            Files.copy(workshop.key(), directory.resolve("authorized_keys"));
            // A shell under sshd would read the user's start-up files, which can take half a second: it does not with
            // another home, or below another shell.
            Files.writeString(directory.resolve("config"), """
                    Port %2$d
                    ListenAddress 127.0.0.1
                    HostKey %1$s/host_key
                    AuthorizedKeysFile %1$s/authorized_keys
                    PidFile none
                    UsePAM no
                    StrictModes no
                    PasswordAuthentication no
                    PermitRootLogin prohibit-password
                    MaxStartups 200
                    MaxSessions 200
                    UseDNS no
                    PrintMotd no
                    AcceptEnv GIT_PROTOCOL
                    SetEnv GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=%1$s SHLVL=2
                    """.formatted(directory, port));
            if (System.getProperty("user.name").equals("root")) {
                // sshd wants this one, wherever its configuration is.
                Files.createDirectories(Path.of("/run/sshd"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sshd = programs.start(
                directory.resolve("log"), List.of(SSHD.toString(), "-D", "-e", "-f", directory + "/config"));
        http = CgiServer.start(workshop.root().resolve("peer"), programs.environment());
        awaitAnswer();
    }

    int port() {
        return port;
    }

    String ssh(String name) {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + path(name);
    }

    /** Where a repository is, as sshd's commands take it. */
    String path(String name) {
        return workshop.root() + "/peer/" + name + ".git";
    }

    /** The process that each connection's processes descend from. */
    long pid() {
        return sshd.pid();
    }

    /** The command of somebody who types into a plain tmux. */
    List<String> tmux() {
        return List.of(
                "ssh",
                "-tt",
                "-F",
                workshop.single().toString(),
                "-p",
                Integer.toString(port),
                System.getProperty("user.name") + "@127.0.0.1",
                "exec tmux -u -f /dev/null -S " + tmuxSocket() + " new-session -A -s typed 'exec cat'");
    }

    /**
     * Lets a hook start a sandbox for each branch that is pushed to a repository: with a shared clone, as Cook's have, and
     * what it says first. Not with what Cook adds: a terminal that outlives the server, a key, a record.
     */
    void startSandboxes(String name) {
        Path hook = hook(name);
        try {
            Files.writeString(hook, """
                    #!/bin/sh
                    while read -r old new ref; do
                        box=$(mktemp -d %1$s/box-XXXXXX)
                        setsid prlimit --core=0 --nproc=8192 bwrap --unshare-ipc --unshare-pid --unshare-uts \\
                            --unshare-cgroup-try --new-session --ro-bind /usr /usr --symlink usr/bin /bin \\
                            --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind /etc /etc --proc /proc --dev /dev \\
                            --tmpfs /tmp --bind "$box" /work --ro-bind "$PWD" /repo --ro-bind %2$s %2$s --chdir /work -- \\
                            sh -c 'git -c safe.directory="*" clone -q --shared -b "$1" /repo tree && cd tree && echo 1 >%3$s' \\
                            sh "${ref#refs/heads/}" </dev/null >/dev/null 2>&1 &
                    done
                    """.formatted(workshop.root(), workshop.signals(), workshop.signal()));
            Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pushes to a repository start nothing again. */
    void stopSandboxes(String name) {
        try {
            Files.delete(hook(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path hook(String name) {
        return workshop.root().resolve("peer").resolve(name + ".git").resolve("hooks/post-receive");
    }

    void closeTmux() {
        programs.say(workshop.root(), "tmux", "-S", tmuxSocket(), "kill-server");
    }

    private String tmuxSocket() {
        return workshop.root() + "/peer-tmux";
    }

    String http(String name) {
        return http.url() + "/" + name + ".git";
    }

    /** Takes the large repository over, packed with bitmaps. */
    void receive(String name, Sample sample) {
        Path repository = create(name);
        programs.say(repository, "git", "fetch", "-q", sample.repository().toString(), "main:refs/heads/main");
        programs.say(repository, "git", "repack", "-adq", "--write-bitmap-index");
    }

    /** A small repository with ten branches and so many fossils, all of them in packed-refs and hidden as Cook hides them. */
    void receiveSmall(String name, Sample sample, int fossils) {
        Path repository = create(name);
        programs.say(
                repository,
                "git",
                "fetch",
                "-q",
                sample.repository().toString(),
                sample.early(Fossils.BRANCHES - 1) + ":refs/heads/main");
        programs.say(repository, "git", "config", "transfer.hideRefs", "refs/fossils");
        Path packed = repository.resolve("packed-refs");
        try {
            Files.writeString(packed, "# pack-refs with: peeled fully-peeled sorted \n");
            Files.write(
                    packed,
                    IntStream.range(0, fossils)
                            .mapToObj(i -> sample.early(i % Fossils.BRANCHES) + " " + Fossils.ref(i))
                            .sorted(java.util.Comparator.comparing(line -> line.substring(41)))
                            .toList(),
                    StandardOpenOption.APPEND);
            Files.write(
                    packed,
                    IntStream.range(0, Fossils.BRANCHES)
                            .mapToObj(i -> sample.early(i) + " " + Fossils.branch(i))
                            .toList(),
                    StandardOpenOption.APPEND);
            Files.deleteIfExists(repository.resolve("refs/heads/main"));
            Files.writeString(repository.resolve("HEAD"), "ref: " + Fossils.branch(0) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path create(String name) {
        Path repository = workshop.root().resolve("peer").resolve(name + ".git");
        programs.say(workshop.root(), "git", "init", "-q", "--bare", "-b", "main", repository.toString());
        for (String setting : List.of(
                "core.fsync=committed",
                "core.fsyncMethod=fsync",
                "receive.fsckObjects=true",
                "http.receivepack=true",
                "gc.auto=0")) {
            String[] parts = setting.split("=", 2);
            programs.say(repository, "git", "config", parts[0], parts[1]);
        }
        return repository;
    }

    private void awaitAnswer() {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > limit || !sshd.isAlive()) {
                    close();
                    throw new BenchFailure("sshd does not start: " + e.getMessage() + "\n" + log());
                }
                Thread.onSpinWait();
            }
        }
    }

    private String log() {
        try {
            return Files.readAllLines(workshop.root().resolve("sshd/log")).stream()
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        // What serves it outlives the sshd that accepted it.
        workshop.closeShared(port);
        http.close();
        Programs.end(sshd);
    }
}
