package dev.cook.app;

import dev.cook.store.PreparedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/** The server as its own process with its own database, which may be killed and started again in the same place. */
final class ServerProcess implements AutoCloseable {
    private final TestSite site;
    private final Person admin;
    private final String httpUrl;
    private final List<String> options;
    private final Map<String, String> variables;
    private final Path said;
    private final Path log;
    private final ServerClasses classes = new ServerClasses();
    private Process process;

    private ServerProcess(
            TestSite site, Person admin, String httpUrl, List<String> options, Map<String, String> variables)
            throws IOException {
        this.options = options;
        this.variables = variables;
        this.site = site;
        this.admin = admin;
        this.httpUrl = httpUrl;
        this.said = site.directory().resolve("said");
        this.log = site.directory().resolve("log");
        this.process = begin();
    }

    static ServerProcess start(TestSite site) throws IOException, InterruptedException {
        return start(site, "");
    }

    /** @param more sections of the server's file */
    static ServerProcess start(TestSite site, String more) throws IOException, InterruptedException {
        return start(site, more, List.of(), Map.of());
    }

    /**
     * Starts one that needs more than a file.
     *
     * @param options of the virtual machine
     * @param variables beside those of the test
     */
    static ServerProcess start(TestSite site, String more, List<String> options, Map<String, String> variables)
            throws IOException, InterruptedException {
        int ssh = freePort();
        int http = freePort();
        Files.writeString(site.directory().resolve("cook.toml"), site.configuration(ssh, http, more));
        Person admin = Person.in(site.directory().resolve("admin"), "ssh://127.0.0.1:" + ssh)
                .sharing();
        if (Files.notExists(site.data())) {
            Files.createDirectory(site.data());
            PreparedCluster.copyTo(site.data().resolve("postgres"));
        }
        ServerProcess server = new ServerProcess(site, admin, "http://127.0.0.1:" + http, options, variables);
        server.awaitReady();
        return server;
    }

    Person admin() {
        return admin;
    }

    /** How browsers reach it. */
    String httpUrl() {
        return httpUrl;
    }

    TestSite site() {
        return site;
    }

    /** As {@code kill -9} does, without waiting for the database to notice. */
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        classes.ended();
        admin.forgetConnection();
    }

    /** As if the machine had no time for it. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    void startAgain() throws IOException {
        process = begin();
        awaitReady();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Awaitility.await().until(() -> !process.isAlive());
        classes.ended();
    }

    private Process begin() throws IOException {
        Files.deleteIfExists(said);
        ProcessBuilder builder = command(site.data(), classes.recording())
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder.start();
    }

    /** The command that starts such a server on a directory of data. */
    ProcessBuilder command(Path data) {
        return command(data, List.of());
    }

    private ProcessBuilder command(Path data, List<String> recording) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(ServerClasses.options());
        command.addAll(recording);
        command.addAll(List.of(
                Main.class.getName(),
                "serve",
                "--config",
                site.directory().resolve("cook.toml").toString(),
                "--data",
                data.toString(),
                "--admin-key",
                admin.publicKey().toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return builder;
    }

    /** What it wrote for its operator. */
    String log() throws IOException {
        return Files.readString(log);
    }

    private void awaitReady() throws IOException {
        Awaitility.await().until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the server did not start:\n" + Files.readString(log));
            }
            return Files.readString(said).contains("cook is ready");
        });
    }

    /** Below those that the kernel gives to whoever connects somewhere: the server has to get it again after a restart. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Somebody has it; another one.
            }
        }
    }
}
