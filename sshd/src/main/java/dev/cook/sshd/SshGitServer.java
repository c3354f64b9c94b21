package dev.cook.sshd;

import dev.cook.hooks.Authenticator;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.lfs.Lfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SSH: one listener for git, for commands, and for the bridges of environments. Keys only, and whoever has the key is
 * meant, whatever user name the address gives. No shell, no files, no forwarding of anything.
 */
public final class SshGitServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshGitServer.class);

    /** No version: whoever looks for servers with a known hole shall have to try it. */
    private static final String IDENTIFICATION = "Cook";

    /**
     * Connections that wait in the kernel until they are taken, as far as the kernel lets it: when a server starts again all
     * environments dial in together, and one whose call the kernel drops tries again only seconds later.
     */
    private static final int BACKLOG = 4_096;

    /** The longest greeting that a client may send before the keys are exchanged; real ones have some forty bytes. */
    private static final int LONGEST_GREETING = 1024;

    /** Channels that are closing still count for the library, whose own bound ends the connection: leave it room. */
    private static final int CLOSING_CHANNELS = 64;

    /** How long close() waits for commands to end by themselves, and again for them to notice. */
    private static final Duration LAST_ORDERS = Duration.ofSeconds(5);

    private final SshServer server;
    private final KeyPair hostKey;
    private final ConnectionLimiter limiter;
    private final Phaser running = new Phaser(1);

    /**
     * @param hostKey the server's own key
     * @param fromSandbox whether a connection from there came through a socket out of a sandbox, which counts it
     */
    public SshGitServer(
            InetSocketAddress listen,
            SshLimits limits,
            KeyPair hostKey,
            Authenticator callers,
            PushHooks hooks,
            Lfs lfs,
            CommandRunner commands,
            Predicate<InetSocketAddress> fromSandbox) {
        this.hostKey = hostKey;
        this.limiter = new ConnectionLimiter(limits);
        GitWork git = new GitWork(hooks, limits);
        LfsWork large = new LfsWork(lfs, limits);
        Executions executions = new Executions(limits, callers, git, large, commands, running);
        this.server = server(limits);
        server.setHost(listen.getHostString());
        server.setPort(listen.getPort());
        server.setKeyPairProvider(KeyPairProvider.wrap(this.hostKey));
        CountedSessions sessions = new CountedSessions(server, limiter, callers, fromSandbox);
        server.setSessionFactory(sessions);
        server.addSessionListener(sessions);
        server.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(Algorithms.signatures())));
        server.setPublickeyAuthenticator((user, key, session) -> mayTry(key, callers));
        server.setCommandFactory(executions);
        server.setShellFactory(executions);
    }

    /** Listens from now on; answers the port, which matters where 0 was asked for. */
    public int start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen for SSH on " + server.getHost() + ":" + server.getPort()
                            + "; is another server running there?",
                    e);
        }
        LOG.info("SSH listens on {}:{}", server.getHost(), server.getPort());
        return server.getPort();
    }

    /** The server's public key as known_hosts holds it after the host's name, for clients that Cook starts itself. */
    public String publicKey() {
        return HostKey.publicLine(hostKey);
    }

    public boolean isListening() {
        return server.isStarted() && !server.isClosing();
    }

    /** Connections at present. */
    public int connections() {
        return limiter.inside();
    }

    /** Lets nobody in, gives running commands a moment, then closes all connections. */
    @Override
    public void close() {
        limiter.shut();
        int phase = running.arrive();
        if (!ended(phase)) {
            LOG.info("closing SSH while {} commands run", running.getUnarrivedParties());
        }
        try {
            server.close(true).await(LAST_ORDERS.toMillis());
        } catch (IOException e) {
            LOG.warn("SSH did not close in time", e);
        }
        if (!ended(phase)) {
            LOG.warn("{} commands have not ended", running.getUnarrivedParties());
        }
    }

    private boolean ended(int phase) {
        try {
            running.awaitAdvanceInterruptibly(phase, LAST_ORDERS.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Certificates would carry a name and a right of their own; only plain keys are known here. */
    private static boolean mayTry(PublicKey key, Authenticator callers) {
        return !(key instanceof OpenSshCertificate) && callers.knowsKey(Executions.fingerprint(key));
    }

    private static SshServer server(SshLimits limits) {
        SshServer server = ServerBuilder.builder()
                .keyExchangeFactories(Algorithms.keyExchanges())
                .cipherFactories(Algorithms.ciphers())
                .macFactories(Algorithms.macs())
                .signatureFactories(Algorithms.signatures())
                .compressionFactories(Algorithms.compressions())
                .channelFactories(List.of(CookChannel.factory(limits.channels())))
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE))
                .forwardingFilter(RejectAllForwardingFilter.INSTANCE)
                .build();
        server.setKeyboardInteractiveAuthenticator(null);
        server.setReservedSessionMessagesHandler(new Keepalive());
        // A third of the idle time: one lost answer does not end a connection.
        server.setSessionHeartbeat(HeartbeatType.RESERVED, limits.idle().dividedBy(3));
        CoreModuleProperties.SOCKET_BACKLOG.set(server, BACKLOG);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, IDENTIFICATION);
        CoreModuleProperties.MAX_IDENTIFICATION_SIZE.set(server, LONGEST_GREETING);
        CoreModuleProperties.AUTH_TIMEOUT.set(server, limits.authTime());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, limits.authRequests());
        CoreModuleProperties.IDLE_TIMEOUT.set(server, limits.idle());
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, limits.idle());
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, limits.channels() + CLOSING_CHANNELS);
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(server, limits.stall());
        // The default is five milliseconds, after which a command that its client no longer waits for has no status.
        CoreModuleProperties.COMMAND_EXIT_TIMEOUT.set(server, limits.farewell());
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
        return server;
    }
}
