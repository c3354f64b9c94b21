package dev.cook.sshd;

import dev.cook.hooks.Authenticator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sessions for connections that the limiter lets in, and tells the limiter which key each of them has proved. */
final class CountedSessions extends SessionFactory implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(CountedSessions.class);

    private static final AttributeKey<ConnectionLimiter.Guest> GUEST = new AttributeKey<>();
    private static final AttributeKey<String> REFUSED = new AttributeKey<>();

    /** How long somebody too many may stay: their command is told why it is refused before the connection ends. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final ConnectionLimiter limiter;
    private final Authenticator callers;
    private final Predicate<InetSocketAddress> fromSandbox;

    /** @param fromSandbox whether a connection came through a socket out of a sandbox */
    CountedSessions(
            ServerFactoryManager server,
            ConnectionLimiter limiter,
            Authenticator callers,
            Predicate<InetSocketAddress> fromSandbox) {
        super(server);
        this.limiter = limiter;
        this.callers = callers;
        this.fromSandbox = fromSandbox;
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
        Optional<InetSocketAddress> remote =
                Optional.of(connection.getRemoteAddress()).map(address -> (InetSocketAddress) address);
        InetAddress address = remote.map(InetSocketAddress::getAddress).orElseGet(InetAddress::getLoopbackAddress);
        Optional<ConnectionLimiter.Guest> guest =
                limiter.enter(address, remote.filter(fromSandbox).isPresent(), () -> connection.close(true));
        if (guest.isEmpty()) {
            // The acceptor closes only what has a session, so the socket is closed here.
            connection.close(true);
            throw new IOException("this server is stopping");
        }
        connection.addCloseFutureListener(closed -> limiter.leave(guest.get()));
        ServerSessionImpl session = super.doCreateSession(connection);
        session.setAttribute(GUEST, guest.get());
        return session;
    }

    /** Before the client hears that its key was taken; from memory, for other connections wait on this thread. */
    @Override
    public void sessionEvent(Session session, Event event) {
        ConnectionLimiter.Guest guest = session.getAttribute(GUEST);
        if (event != Event.Authenticated || guest == null || !(session instanceof ServerSession server)) {
            return;
        }
        String key = Executions.provenKey(server).map(Executions::fingerprint).orElse("");
        Optional<String> refused = limiter.prove(guest, key, callers.isEnvironment(key));
        if (refused.isPresent()) {
            LOG.warn("{}: {}", session.getRemoteAddress(), refused.get());
            session.setAttribute(REFUSED, refused.get());
            // In the middle of signing in the protocol has no place for it.
            Future<?> _ = session.getFactoryManager()
                    .getScheduledExecutorService()
                    .schedule(() -> hangUp(session, refused.get()), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Why a connection is to end, so that it does nothing until it has. */
    static Optional<String> refused(Session session) {
        return Optional.ofNullable(session.getAttribute(REFUSED));
    }

    private static void hangUp(Session session, String why) {
        try {
            session.disconnect(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, why);
        } catch (IOException e) {
            session.close(true);
        }
    }
}
