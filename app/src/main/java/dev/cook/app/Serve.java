package dev.cook.app;

import dev.cook.agents.backend.CannotLaunch;
import dev.cook.config.ConfigException;
import dev.cook.config.CookConfig;
import dev.cook.store.DatabaseInUse;
import dev.cook.store.DatabaseUnreachable;
import dev.cook.store.PoolTooLarge;
import dev.cook.store.SchemaTooNew;
import dev.cook.store.embedded.EmbeddedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Run the server until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  cook serve",
            "  cook serve --data /srv/cook --admin-key ~/.ssh/id_ed25519.pub",
            "  cook serve --config /etc/cook/server.toml"
        })
final class Serve implements Callable<Integer> {
    /** As sysexits.h has it: the configuration is wrong; starting again will not help. */
    private static final int BAD_CONFIGURATION = 78;

    /** As sysexits.h has it: a service that is needed is not to be had; starting again may help. */
    private static final int UNAVAILABLE = 69;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The server's configuration file (docs/configuration.md).")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory (default: /var/lib/cook for root, otherwise ~/.local/share/cook).")
    private @Nullable Path data;

    @Option(
            names = "--admin-key",
            paramLabel = "FILE",
            description = "The public key of the first admin account (default: ~/.ssh/*.pub).")
    private @Nullable Path adminKey;

    @Override
    public Integer call() throws InterruptedException {
        try {
            CookConfig read = read();
            Path home = Path.of(home());
            CountDownLatch stopped = new CountDownLatch(1);
            CookServer server = CookServer.start(read, Optional.ofNullable(adminKey), home, System.getenv());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                stopped.countDown();
                            },
                            "stop"));
            server.firstAdmin().ifPresent(System.out::println);
            Service.of(System.getenv()).ready(server.sshUrl());
            System.out.println("cook is ready  " + server.sshUrl() + "  " + server.httpUrl());
            System.out.flush();
            var _ = server.displaced().thenAccept(Serve::giveWay);
            stopped.await();
            return 0;
        } catch (ConfigException
                | StartFailure
                | EmbeddedPostgresException
                | DatabaseInUse
                | DatabaseUnreachable
                | PoolTooLarge
                | SchemaTooNew
                | CannotLaunch e) {
            System.err.println("cook: " + e.getMessage());
            return BAD_CONFIGURATION;
        } catch (IOException e) {
            return noFile(e);
        } catch (UncheckedIOException e) {
            return noFile(Objects.requireNonNull(e.getCause()));
        }
    }

    private static int noFile(IOException e) {
        System.err.println(
                "cook: " + told(e) + "\n  Check that the data directory is writable and the disk is not full.");
        return BAD_CONFIGURATION;
    }

    /** Java's message of some failures is the file alone. */
    private static String told(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NoSuchFileException missing -> "no such file or directory: " + missing.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** Stops this server, on a thread that may wait for that: two servers with one database undo each other's work. */
    private static void giveWay(String why) {
        System.err.println("cook: " + why + "\n  This server is stopping.");
        Thread.ofPlatform().name("give way").start(() -> System.exit(UNAVAILABLE));
    }

    /** As programs find a home, which the JVM does not: `HOME`, or what the system knows of the user. */
    private static String home() {
        return Optional.ofNullable(System.getenv("HOME"))
                .filter(home -> !home.isBlank())
                .orElseGet(() -> System.getProperty("user.home"));
    }

    private CookConfig read() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        Path fallback = System.getProperty("user.name").equals("root")
                ? Path.of("/var/lib/cook")
                : Path.of(home(), ".local", "share", "cook");
        if (data != null) {
            // What is said on the command line counts most.
            environment.put(
                    "COOK_SERVER_DATA", data.toAbsolutePath().normalize().toString());
        }
        return config != null
                ? CookConfig.load(config, environment, fallback)
                : CookConfig.defaults(environment, fallback);
    }
}
