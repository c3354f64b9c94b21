package dev.cook.agents.backend;

import dev.cook.domain.EnvironmentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets through which environments without a network of their own get out: each has a directory, which is shown inside,
 * with one that leads to the server's SSH port, where a list of hosts is allowed one with a proxy behind it, and one for each
 * port of this machine's loopback that it may reach. They are opened again when a server starts again; who was connected dials anew.
 */
public final class EnvironmentSockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentSockets.class);

    /** The name of the socket that leads to the server. */
    static final String SOCKET = "ssh";
    /** The name of the socket behind which a proxy is. */
    static final String PROXY = "proxy";

    /** The beginning of the names of sockets that lead to a port of this machine's loopback. */
    static final String PORT = "port-";

    /** Connections of one environment at once: its bridge, a job that reports, a push, and what viewers need. */
    private static final int MOST_CONNECTIONS = 32;

    private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

    private final Path directory;
    private final ConcurrentHashMap<EnvironmentId, List<ServerSocketChannel>> open = new ConcurrentHashMap<>();
    /** Ends of connections to the server, by their ports; forgotten when they are closed. */
    private final ConcurrentHashMap<Integer, SocketChannel> ports = new ConcurrentHashMap<>();

    private volatile InetSocketAddress server;

    /**
     * Opens nothing yet.
     *
     * @param data the server's data directory; its path is short enough for sockets below it to have one
     */
    public EnvironmentSockets(Path data) {
        this.directory = data.resolve("doors");
        this.server = InetSocketAddress.createUnresolved("localhost", 0);
    }

    /** Says where the SSH server listens; before this nobody gets through. */
    public void leadTo(ServerAddress address) {
        server = new InetSocketAddress(address.host(), address.port());
    }

    /** The directory that is to be shown to an environment, whether its socket is open or not. */
    public Path directory(EnvironmentId id) {
        return directory.resolve(id.toString());
    }

    /** What somebody who came through a socket gets to; empty: nowhere. */
    private interface Way {
        Optional<SocketChannel> outside(SocketChannel inside) throws IOException;
    }

    /** Opens an environment's socket to the server, unless it is open. */
    public void open(EnvironmentId id) {
        open(id, Optional.empty(), List.of());
    }

    /**
     * Opens it with others beside it.
     *
     * @param proxy for those who may reach a list of hosts
     * @param loopback ports of this machine's loopback that it may reach
     */
    public void open(EnvironmentId id, Optional<HostProxy> proxy, List<Integer> loopback) {
        open.computeIfAbsent(id, key -> {
            List<ServerSocketChannel> channels = new ArrayList<>();
            channels.add(listen(id, SOCKET, _ -> Optional.of(toServer())));
            proxy.ifPresent(through -> channels.add(listen(id, PROXY, inside -> through(through, inside))));
            for (int port : loopback) {
                SocketAddress service = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                channels.add(listen(id, PORT + port, inside -> Optional.of(SocketChannel.open(service))));
            }
            return List.copyOf(channels);
        });
    }

    /** The port is known before the server hears from it: whoever comes from there is counted here, by its environment. */
    private SocketChannel toServer() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(0));
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            ports.put(port, channel);
            channel.connect(server);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether a connection from there to the server came through one of these sockets. */
    public boolean isFromHere(InetSocketAddress remote) {
        SocketChannel channel = ports.get(remote.getPort());
        return channel != null && channel.isOpen() && remote.getAddress().equals(server.getAddress());
    }

    private static Optional<SocketChannel> through(HostProxy proxy, SocketChannel inside) throws IOException {
        return switch (proxy.answer(Channels.newInputStream(inside))) {
            case HostProxy.Result.Connected(SocketChannel outside) -> {
                inside.write(ByteBuffer.wrap(ESTABLISHED.getBytes(StandardCharsets.US_ASCII)));
                yield Optional.of(outside);
            }
            case HostProxy.Result.Refused refused -> {
                inside.write(ByteBuffer.wrap(refused.bytes()));
                yield Optional.empty();
            }
        };
    }

    private ServerSocketChannel listen(EnvironmentId id, String name, Way way) {
        try {
            Path own = directory(id);
            Files.createDirectories(own);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path socket = own.resolve(name);
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket));
            // Whoever sees the directory may knock; what they may do is decided behind it.
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            Thread.ofVirtual().name("socket-" + id).start(() -> accept(id, channel, way));
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("the socket of environment " + id + " cannot be opened", e);
        }
    }

    private void accept(EnvironmentId id, ServerSocketChannel channel, Way way) {
        Semaphore places = new Semaphore(MOST_CONNECTIONS);
        try (channel) {
            while (true) {
                SocketChannel inside = channel.accept();
                if (!places.tryAcquire()) {
                    inside.close();
                    continue;
                }
                Thread.ofVirtual().name("socket-" + id + "-in").start(() -> {
                    try {
                        join(inside, way);
                    } finally {
                        places.release();
                    }
                });
            }
        } catch (ClosedChannelException closed) {
            LOG.debug("a socket of environment {} is closed", id);
        } catch (IOException e) {
            LOG.warn("a socket of environment {} broke; it opens again", id, e);
            shut(id);
        }
    }

    private void join(SocketChannel inside, Way way) {
        try (inside) {
            Optional<SocketChannel> found = way.outside(inside);
            if (found.isEmpty()) {
                return;
            }
            try (SocketChannel outside = found.get()) {
                Thread back = Thread.ofVirtual().start(() -> copy(outside, inside));
                copy(inside, outside);
                back.join();
            }
        } catch (IOException e) {
            LOG.debug("an environment knocked and nobody was there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ports.values().removeIf(channel -> !channel.isOpen());
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        try {
            InputStream in = Channels.newInputStream(from);
            OutputStream out = Channels.newOutputStream(to);
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a connection through a socket broke", e);
            closeBoth(from, to);
        }
    }

    private static void closeBoth(SocketChannel one, SocketChannel other) {
        try (one;
                other) {
            LOG.trace("both ends closed");
        } catch (IOException e) {
            LOG.debug("an end of a socket did not close", e);
        }
    }

    /** Closes an environment's socket and removes it. */
    public void remove(EnvironmentId id) {
        shut(id);
        try {
            EnvironmentFiles.delete(directory(id));
        } catch (IOException e) {
            throw new UncheckedIOException("the socket of environment " + id + " cannot be removed", e);
        }
    }

    private void shut(EnvironmentId id) {
        List<ServerSocketChannel> channels = open.remove(id);
        if (channels != null) {
            channels.forEach(EnvironmentSockets::shut);
        }
    }

    private static void shut(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a socket did not close", e);
        }
    }

    @Override
    public void close() {
        open.keySet().forEach(this::shut);
    }
}
