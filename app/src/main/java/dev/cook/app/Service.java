package dev.cook.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd is told where it runs the server.
 *
 * @param runtimeDirectory where the people of this machine find the server's address; systemd removes it when the server ends
 * @param notifies whether the unit counts as started only once it says so
 */
record Service(Optional<Path> runtimeDirectory, boolean notifies) {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    /** A program that only writes to a socket. */
    private static final int PATIENCE_SECONDS = 10;

    static Service of(Map<String, String> environment) {
        return new Service(
                Optional.ofNullable(environment.get("RUNTIME_DIRECTORY")).map(Path::of),
                environment.containsKey("NOTIFY_SOCKET"));
    }

    /** The server answers at this address. */
    void ready(String sshUrl) throws IOException, InterruptedException {
        if (runtimeDirectory.isPresent()) {
            Files.writeString(runtimeDirectory.get().resolve("ssh"), sshUrl + "\n");
        }
        if (notifies) {
            // Java has no datagrams for Unix sockets; the program comes with systemd.
            Process told = new ProcessBuilder("systemd-notify", "--ready", "--status=" + sshUrl)
                    .inheritIO()
                    .start();
            if (!told.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || told.exitValue() != 0) {
                LOG.warn("systemd-notify does not work, so systemd does not know that the server is ready");
            }
        }
    }
}
