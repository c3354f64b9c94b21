package dev.cook.sshd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/** Makes sessions for connections that the door lets in, and drops the others before a byte is answered. */
final class CountedSessions extends SessionFactory {
    private final Door door;

    CountedSessions(ServerFactoryManager server, Door door) {
        super(server);
        this.door = door;
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
        InetAddress address = connection.getRemoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
        if (!door.enter(address)) {
            // The acceptor closes only what has a session, so the socket is closed here.
            connection.close(true);
            throw new IOException("too many connections, in all or from " + address.getHostAddress());
        }
        connection.addCloseFutureListener(closed -> door.leave(address));
        return super.doCreateSession(connection);
    }
}
