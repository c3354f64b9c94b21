package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.agents.bridge.Bridge;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.session.JobSpec;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A real OpenSSH server whose every command is a script, a bare repository behind it, and the bridges of one server. */
final class FarSide {
    static final BranchName BRANCH = new BranchName("agents/try");

    final Path dir;
    final Map<JobId, ByteArrayOutputStream> heard = new ConcurrentHashMap<>();
    final Bridges bridges = new Bridges(
            (_, named) -> named, (job, bytes) -> heard.computeIfAbsent(job.job(), _ -> new ByteArrayOutputStream())
                    .writeBytes(bytes));
    final Oid tip;
    private final ServerSocket dialled;
    private final ServerSocket told;
    private final int port;
    private final EnvironmentId environment;
    private Process sshd;

    FarSide(Path dir, EnvironmentId environment) throws Exception {
        for (String tool : List.of("/usr/bin/bwrap", "/usr/bin/tmux", "/usr/sbin/sshd", "/usr/bin/script")) {
            assumeTrue(Files.isExecutable(Path.of(tool)), tool + " is needed");
        }
        this.dir = dir;
        this.environment = environment;
        Files.createDirectories(dir);
        dialled = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Files.writeString(dir.resolve("bridge-port"), Integer.toString(dialled.getLocalPort()));
        Thread.ofVirtual().start(() -> accept(dialled, this::serve));
        told = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Files.writeString(dir.resolve("output-port"), Integer.toString(told.getLocalPort()));
        Thread.ofVirtual().start(() -> accept(told, this::hear));
        tip = makeRepository();
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        configureSshd();
        sshd = startSshd();
    }

    private static void accept(ServerSocket listening, Consumer<Socket> what) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> what.accept(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            bridges.serve(environment, socket.getInputStream(), socket.getOutputStream(), _ -> {});
        } catch (IOException _) {
            // The far end went first.
        }
    }

    /** What a job wrote while no bridge was there: a line with its number and that of the question, then the output. */
    private void hear(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            String[] words = line.toString().split(" ");
            bridges.hear(environment, new JobId(Long.parseLong(words[0])), Long.parseLong(words[1]), in);
        } catch (IOException _) {
            // The far end went first.
        }
    }

    private Oid makeRepository() throws Exception {
        sh("git init -q --bare repo.git && git init -q -b main seed && cd seed && echo one >file && git add file"
                + " && git -c user.name=T -c user.email=t@t commit -qm one"
                + " && git push -q ../repo.git HEAD:refs/heads/main HEAD:refs/heads/" + BRANCH
                + " HEAD:refs/cook/candidates/1");
        return new Oid(sh("git -C seed rev-parse HEAD").strip());
    }

    private void configureSshd() throws Exception {
        sh(
                "ssh-keygen -q -t ed25519 -N '' -f host && ssh-keygen -q -t ed25519 -N '' -f client && cp client.pub authorized");
        try (InputStream in = Objects.requireNonNull(FarSide.class.getResourceAsStream("far-side"))) {
            Files.write(dir.resolve("far-side"), in.readAllBytes());
        }
        assertThat(dir.resolve("far-side").toFile().setExecutable(true)).isTrue();
        Files.writeString(dir.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s/host
                AuthorizedKeysFile %s/authorized
                PidFile none
                StrictModes no
                UsePAM no
                PermitRootLogin yes
                MaxStartups 100
                ForceCommand %s/far-side
                """.formatted(port, dir, dir, dir));
    }

    private Process startSshd() throws IOException {
        Files.createDirectories(Path.of("/run/sshd"));
        return new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", dir + "/sshd_config")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(dir.resolve("sshd.log").toFile()))
                .start();
    }

    /** Ends the server and all of its connections, as a crash would. */
    void stop() throws Exception {
        sshd.descendants().forEach(ProcessHandle::destroyForcibly);
        sshd.destroyForcibly().waitFor();
        bridges.closeAll();
    }

    void start() throws IOException {
        sshd = startSshd();
    }

    LaunchSpec spec(Checkout checkout, Map<String, String> variables) throws Exception {
        return spec(environment, checkout, variables, Optional.empty());
    }

    /** For another environment that has a home that stays. */
    LaunchSpec spec(EnvironmentId id, PersistentId kept) throws Exception {
        return spec(id, new Checkout.Branch(BRANCH), Map.of(), Optional.of(kept));
    }

    private LaunchSpec spec(
            EnvironmentId environment,
            Checkout checkout,
            Map<String, String> variables,
            Optional<PersistentId> persistent)
            throws Exception {
        String[] hostKey = Files.readString(dir.resolve("host.pub")).split(" ");
        return new LaunchSpec(
                environment,
                dir.resolve("repo.git/objects"),
                List.of(tip),
                new Variables(variables),
                new ServerAddress(
                        "127.0.0.1", port, System.getProperty("user.name"), hostKey[0] + " " + hostKey[1].strip()),
                "ssh://127.0.0.1:" + port + "/repo",
                Files.readString(dir.resolve("client")),
                new GitIdentity("Agent \"A\" Smith", "agent@example.org"),
                checkout,
                Optional.empty(),
                Optional.empty(),
                persistent,
                List.of(),
                Optional.empty());
    }

    Bridge bridge() {
        await().until(() -> bridges.of(environment).isPresent());
        return bridges.of(environment).orElseThrow();
    }

    void offer(JobId job, JobSpec spec) throws IOException {
        try (OutputStream out = Files.newOutputStream(dir.resolve("spec-" + job + ".tar"))) {
            spec.writeTo(out);
        }
    }

    boolean has(String file) {
        return Files.exists(dir.resolve(file));
    }

    JobReport report(JobId job) throws IOException {
        await().until(() -> has("report-" + job + ".tar"));
        byte[] tar = Files.readAllBytes(dir.resolve("report-" + job + ".tar"));
        return JobReport.read(new ByteArrayInputStream(tar), Files.createTempDirectory(dir, "report"));
    }

    /** What a job wrote, as its terminal saw it. */
    static String text(JobReport report) throws IOException {
        return Files.readString(report.out(), StandardCharsets.UTF_8);
    }

    String sh(String script) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    void close() throws Exception {
        stop();
        dialled.close();
        told.close();
    }
}
