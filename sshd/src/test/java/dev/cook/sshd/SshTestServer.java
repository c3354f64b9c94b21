package dev.cook.sshd;

import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.git.GitRepos;
import dev.cook.git.LfsLimits;
import dev.cook.git.LfsObjects;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.PushSettings;
import dev.cook.hooks.Remarks;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsTokens;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The real server on a free port, and the real ssh and git clients to talk to it. */
final class SshTestServer implements AutoCloseable {
    final Path home;
    final Path key;
    final Path knownHosts;
    final SshGitServer server;
    final int port;

    /** What else there is to close, last first. */
    private final Deque<AutoCloseable> behind = new ArrayDeque<>();

    private Optional<TestStore> store = Optional.empty();

    /** With a repository called thing and an account called ann, whose key the clients have. */
    SshTestServer(Path home, SshLimits limits, CommandRunner commands) throws Exception {
        this(home, self -> self.withThing(limits, commands));
    }

    /** With whatever is given behind it. */
    SshTestServer(Path home, Function<SshTestServer, SshGitServer> maker) throws Exception {
        this.home = home;
        this.key = home.resolve("id");
        this.knownHosts = home.resolve("known_hosts");
        newKey(key);
        server = maker.apply(this);
        port = server.start();
        Files.writeString(knownHosts, "[127.0.0.1]:" + port + " " + server.publicKey() + "\n");
    }

    private SshGitServer withThing(SshLimits limits, CommandRunner commands) {
        TestStore test = close(TestStore.open());
        store = Optional.of(test);
        GitRepos repos = close(new GitRepos(home.resolve("data"), test.store()));
        ServerEnvironments environments = ServerEnvironments.of(CookConfig.defaults(Map.of(), home));
        PushSettings settings = new PushSettings(Map.of(), environments, 100, 1000, 1 << 20, 1 << 20);
        LfsObjects large = new LfsObjects(repos, new LfsLimits(1 << 20, 1 << 20));
        PushHooks hooks = new PushHooks(test.store(), repos, large, settings, Remarks.NONE, () -> "http://cook.test");
        Repo thing = test.repo("thing");
        test.store().change(tx -> {
            Account ann =
                    tx.accounts().create(new AccountName("ann"), false, true).orElseThrow();
            tx.accounts().grant(thing.id(), ann.id(), Role.ADMIN);
            tx.keys().add(ann.id(), fingerprint(key), "ssh-ed25519 test", "ann's");
        });
        Authenticator callers = close(new Authenticator(test.store()));
        LfsTokens tokens = new LfsTokens(new byte[32], Clock.systemUTC());
        return new SshGitServer(
                freePort(),
                limits,
                HostKey.at(home.resolve("host_key")),
                callers,
                hooks,
                new Lfs(test.store(), callers, hooks, large, tokens, () -> "http://cook.test"),
                commands,
                _ -> false);
    }

    private <T extends AutoCloseable> T close(T part) {
        behind.push(part);
        return part;
    }

    private Store store() {
        return store.orElseThrow().store();
    }

    /** What the server asked of the database so far. */
    Store.Asked asked() {
        return store().asked();
    }

    /** Takes the keys of all accounts away. */
    void forgetKeys() {
        store().change(tx -> tx.keys().all().forEach(one -> tx.keys().remove(one.account(), one.id())));
    }

    /** Makes a key an environment's. */
    void giveToEnvironment(Path file) {
        String fingerprint = fingerprint(file);
        store().change(tx -> {
            Repo thing = tx.repos().byName(new RepoName("thing")).orElseThrow();
            Branch branch = tx.branches()
                    .start(
                            thing.id(),
                            new BranchName("fix"),
                            thing.defaultBranch(),
                            Landing.ASK,
                            Optional.empty(),
                            new Oid("a".repeat(40)),
                            "ann");
            EnvironmentId environment = tx.environments().wantForSession(branch, "local");
            tx.environments().markLaunched(environment, fingerprint, "key", Optional.empty());
        });
    }

    static InetSocketAddress freePort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** What a process said and how it ended. */
    record Ended(int status, String out, String err) {}

    String url(String name) {
        return "ssh://anybody@127.0.0.1:" + port + "/" + name;
    }

    void newKey(Path file) throws Exception {
        run(
                home,
                Map.of(),
                List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file.toString()));
    }

    private String fingerprint(Path file) {
        try {
            return run(home, Map.of(), List.of("ssh-keygen", "-lf", file.toString()))
                    .out()
                    .split(" ")[1];
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
    public void close() throws Exception {
        server.close();
        while (!behind.isEmpty()) {
            behind.pop().close();
        }
    }
}
