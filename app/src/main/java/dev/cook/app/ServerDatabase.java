package dev.cook.app;

import dev.cook.config.Database;
import dev.cook.config.Secret;
import dev.cook.store.DatabaseLogin;
import dev.cook.store.ServerLock;
import dev.cook.store.Store;
import dev.cook.store.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** The server's database: the one that its file names, or one of its own in the data directory. */
final class ServerDatabase {
    private final Database settings;
    private final DataDirectory data;
    private final Consumer<AutoCloseable> closing;

    /** @param closing gets what has to be closed, the last of it first */
    ServerDatabase(Database settings, DataDirectory data, Consumer<AutoCloseable> closing) {
        this.settings = settings;
        this.data = data;
        this.closing = closing;
    }

    private Optional<DatabaseLogin> elsewhere() {
        return settings.url()
                .map(url -> new DatabaseLogin(
                        url,
                        settings.user().orElse("cook"),
                        settings.password().map(Secret::reveal).orElse("")));
    }

    /**
     * Whether there is certainly no account yet. Changes nothing, and needs no lock.
     *
     * @throws dev.cook.store.DatabaseUnreachable if the server's file names a database that cannot be used
     */
    boolean isNew() {
        return elsewhere().map(login -> !login.hasAccounts()).orElseGet(() -> !data.hasDatabase());
    }

    /**
     * Opens the database and brings its schema up to date. Nothing is migrated while another server works with it, or if it
     * belongs to one.
     *
     * @param displaced told why, should another server take the database from this one
     */
    Store open(String serverId, Clock clock, Consumer<String> displaced) {
        DatabaseLogin login = elsewhere().orElseGet(this::own);
        ServerLock lock = keep(ServerLock.take(login, displaced));
        lock.requireRoom(settings.pool());
        ServerLock.Server me = new ServerLock.Server(
                serverId,
                hostName(),
                ProcessHandle.current().pid(),
                data.path().toAbsolutePath().toString());
        lock.requireOwn(me);
        Store store = keep(Store.open(login.url(), login.user(), login.password(), settings.pool(), clock));
        lock.claim(me);
        return store;
    }

    private DatabaseLogin own() {
        EmbeddedPostgres own = keep(EmbeddedPostgres.start(data.path().resolve("postgres"), settings.pool()));
        return new DatabaseLogin(own.jdbcUrl(), own.user(), own.password());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "a machine without a name";
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        closing.accept(part);
        return part;
    }
}
