package dev.cook.store;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.HostRequest;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The host_request table. */
public final class HostRequests {
    /** Hosts noted for one environment: an agent that makes up names must not fill the database. */
    private static final int MOST_HOSTS = 500;

    private final Handle handle;
    private final Instant now;

    HostRequests(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Notes that an environment asked for a host, once more or for the first time. */
    public void count(EnvironmentId environment, String host, int port, boolean allowed) {
        handle.createUpdate("""
                        INSERT INTO host_request (environment_id, host, port, allowed, first_at, last_at)
                        SELECT :environment, :host, :port, :allowed, :now, :now
                        WHERE (SELECT count(*) FROM host_request WHERE environment_id = :environment) < :most
                           OR EXISTS (SELECT FROM host_request WHERE environment_id = :environment
                                      AND host = :host AND port = :port AND allowed = :allowed)
                        ON CONFLICT (environment_id, host, port, allowed)
                        DO UPDATE SET times = host_request.times + 1, last_at = :now
                        """)
                .bind("environment", environment.value())
                .bind("host", host)
                .bind("port", port)
                .bind("allowed", allowed)
                .bind("most", MOST_HOSTS)
                .bind("now", now)
                .execute();
    }

    /** What an environment asked for, refused hosts first. */
    public List<HostRequest> of(EnvironmentId environment) {
        return handle.createQuery("""
                        SELECT host, port, allowed, times FROM host_request
                        WHERE environment_id = :environment ORDER BY allowed, host, port
                        """)
                .bind("environment", environment.value())
                .map(Row.mapper(row ->
                        new HostRequest(row.text("host"), row.count("port"), row.flag("allowed"), row.number("times"))))
                .list();
    }
}
