package dev.cook.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection at once where its address has too many open already. */
final class AddressLimit implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(AddressLimit.class);

    private final int most;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    /** Remembered from the beginning: one that has ended does not know any more where it came from. */
    private final Map<Connection, String> addresses = new ConcurrentHashMap<>();

    AddressLimit(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        String address = address(connection);
        addresses.put(connection, address);
        if (open.merge(address, 1, Integer::sum) > most) {
            log.warn("{} has {} connections open; another one was closed", address, most);
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        String address = addresses.remove(connection);
        if (address != null) {
            open.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private static String address(Connection connection) {
        SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
    }
}
