package dev.cook.sshd;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.Caller;
import dev.cook.domain.Role;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/** The real server on a free port with a file repository behind it, and the real ssh and git clients to talk to it. */
final class SshTestServer implements AutoCloseable {
    static final Caller ANN =
            new Caller.AccountCaller(new AccountId(1), new AccountName("ann"), false, true, Role.ADMIN);

    final Path home;
    final Path key;
    final Path knownHosts;
    final Set<String> keys = ConcurrentHashMap.newKeySet();
    /** Those of the keys that environments have. */
    final Set<String> environments = ConcurrentHashMap.newKeySet();

    final SshGitServer server;
    final int port;
    private final FileRepository repository;

    /** With a file repository called thing behind it. */
    SshTestServer(Path home, SshLimits limits, CommandRunner commands) throws Exception {
        this(
                home,
                self -> new SshGitServer(
                        freePort(),
                        limits,
                        home.resolve("host_key"),
                        self.keyring(),
                        self.repositories(),
                        commands,
                        _ -> false));
    }

    /** With whatever is given behind it. */
    SshTestServer(Path home, Function<SshTestServer, SshGitServer> maker) throws Exception {
        this.home = home;
        this.key = home.resolve("id");
        this.knownHosts = home.resolve("known_hosts");
        keys.add(newKey(key));
        repository = new FileRepository(home.resolve("thing.git").toFile());
        repository.create(true);
        server = maker.apply(this);
        port = server.start();
        Files.writeString(knownHosts, "[127.0.0.1]:" + port + " " + server.publicKey() + "\n");
    }

    static InetSocketAddress freePort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** What a process said and how it ended. */
    record Ended(int status, String out, String err) {}

    String url(String name) {
        return "ssh://anybody@127.0.0.1:" + port + "/" + name;
    }

    /** Makes a key and answers its fingerprint. */
    String newKey(Path file) throws Exception {
        run(
                home,
                Map.of(),
                List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file.toString()));
        return run(home, Map.of(), List.of("ssh-keygen", "-lf", file.toString()))
                .out()
                .split(" ")[1];
    }

    List<String> sshOptions() {
        return List.of(
                "-F", "none",
                "-p", Integer.toString(port),
                "-i", key.toString(),
                "-o", "IdentitiesOnly=yes",
                "-o", "IdentityAgent=none",
                "-o", "BatchMode=yes",
                "-o", "UserKnownHostsFile=" + knownHosts,
                "-o", "StrictHostKeyChecking=yes");
    }

    /** Runs ssh with further options, then the command. */
    Ended ssh(List<String> options, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("ssh"));
        line.addAll(sshOptions());
        line.addAll(options);
        line.add("anybody@127.0.0.1");
        line.addAll(List.of(command));
        return run(home, Map.of(), line);
    }

    Ended git(Path directory, List<String> sshOptions, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(words));
        String ssh = "ssh " + String.join(" ", sshOptions()) + " " + String.join(" ", sshOptions);
        return run(directory, Map.of("GIT_SSH_COMMAND", ssh, "GIT_SSH_VARIANT", "ssh"), line);
    }

    static Ended run(Path directory, Map<String, String> variables, List<String> line) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(directory.toFile()).redirectInput(new File("/dev/null"));
        builder.environment().putAll(variables);
        builder.environment()
                .putAll(Map.of(
                        "HOME", directory.toString(),
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_AUTHOR_NAME", "Ann",
                        "GIT_AUTHOR_EMAIL", "ann@example.org",
                        "GIT_COMMITTER_NAME", "Ann",
                        "GIT_COMMITTER_EMAIL", "ann@example.org"));
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + line + "\n" + Files.readString(err));
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    @Override
    public void close() {
        server.close();
        repository.close();
    }

    private Keyring keyring() {
        return new Keyring() {
            @Override
            public boolean knows(String fingerprint) {
                return keys.contains(fingerprint);
            }

            @Override
            public boolean isEnvironment(String fingerprint) {
                return environments.contains(fingerprint);
            }

            @Override
            public Optional<Caller> holder(String fingerprint) {
                return keys.contains(fingerprint) ? Optional.of(ANN) : Optional.empty();
            }
        };
    }

    private Repositories repositories() {
        return new Repositories() {
            @Override
            public Optional<UploadPack> upload(Caller caller, String name) {
                return name.equals("thing.git") || name.equals("thing")
                        ? Optional.of(new UploadPack(repository()))
                        : Optional.empty();
            }

            @Override
            public Optional<Receiving> receive(Caller caller, String name) {
                if (!name.equals("thing.git")) {
                    return Optional.empty();
                }
                FileRepository opened = repository();
                return Optional.of(new Receiving() {
                    @Override
                    public void serve(InputStream in, OutputStream out, OutputStream messages) throws IOException {
                        new ReceivePack(opened).receive(in, out, messages);
                    }

                    @Override
                    public void detach() {}

                    @Override
                    public void close() {
                        opened.close();
                    }
                });
            }
        };
    }

    private FileRepository repository() {
        try {
            return new FileRepository(repository.getDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
