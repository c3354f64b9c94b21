package dev.cook.agents;

import dev.cook.domain.EnvironmentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets through which environments without a network reach the server's SSH port: each has a directory of its own with
 * one, which is shown inside. They are opened again when a server starts again; who was connected dials anew.
 */
public final class Doors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    /** The socket's name in the directory. */
    static final String SOCKET = "ssh";

    /** Connections of one environment at once: its bridge, a job that reports, a push, and what viewers need. */
    private static final int MOST_CONNECTIONS = 32;

    private final Path directory;
    private final ConcurrentHashMap<EnvironmentId, ServerSocketChannel> open = new ConcurrentHashMap<>();
    private volatile InetSocketAddress server;

    /**
     * Opens nothing yet.
     *
     * @param data the server's data directory; its path is short enough for sockets below it to have one
     */
    public Doors(Path data) {
        this.directory = data.resolve("doors");
        this.server = InetSocketAddress.createUnresolved("localhost", 0);
    }

    /** Says where the SSH server listens; before this nobody gets through. */
    void leadTo(ServerAddress address) {
        server = new InetSocketAddress(address.host(), address.port());
    }

    /** The directory that is to be shown to an environment, whether its door is open or not. */
    public Path directory(EnvironmentId id) {
        return directory.resolve(id.toString());
    }

    /** Opens an environment's door, unless it is open. */
    void open(EnvironmentId id) {
        open.computeIfAbsent(id, this::listen);
    }

    private ServerSocketChannel listen(EnvironmentId id) {
        try {
            Path own = directory(id);
            Files.createDirectories(own);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path socket = own.resolve(SOCKET);
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket));
            // Whoever sees the directory may knock; what they may do is decided by their key.
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            Thread.ofVirtual().name("door-" + id).start(() -> accept(id, channel));
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("the door of environment " + id + " cannot be opened", e);
        }
    }

    private void accept(EnvironmentId id, ServerSocketChannel channel) {
        Semaphore places = new Semaphore(MOST_CONNECTIONS);
        try (channel) {
            while (true) {
                SocketChannel inside = channel.accept();
                if (!places.tryAcquire()) {
                    inside.close();
                    continue;
                }
                Thread.ofVirtual().name("door-" + id + "-in").start(() -> {
                    try {
                        join(inside);
                    } finally {
                        places.release();
                    }
                });
            }
        } catch (ClosedChannelException closed) {
            LOG.debug("the door of environment {} is closed", id);
        } catch (IOException e) {
            LOG.warn("the door of environment {} broke; it opens again", id, e);
        } finally {
            open.remove(id, channel);
        }
    }

    private void join(SocketChannel inside) {
        try (inside;
                SocketChannel outside = SocketChannel.open(server)) {
            Thread back = Thread.ofVirtual().start(() -> copy(outside, inside));
            copy(inside, outside);
            back.join();
        } catch (IOException e) {
            LOG.debug("an environment knocked and nobody was there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        try {
            InputStream in = Channels.newInputStream(from);
            OutputStream out = Channels.newOutputStream(to);
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a connection through a door broke", e);
            closeBoth(from, to);
        }
    }

    private static void closeBoth(SocketChannel one, SocketChannel other) {
        try (one;
                other) {
            LOG.trace("both ends closed");
        } catch (IOException e) {
            LOG.debug("an end of a door did not close", e);
        }
    }

    /** Closes an environment's door and removes it. */
    void remove(EnvironmentId id) {
        ServerSocketChannel channel = open.remove(id);
        try {
            if (channel != null) {
                channel.close();
            }
            EnvironmentFiles.delete(directory(id));
        } catch (IOException e) {
            throw new UncheckedIOException("the door of environment " + id + " cannot be removed", e);
        }
    }

    @Override
    public void close() {
        open.values().forEach(channel -> {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("a door did not close", e);
            }
        });
    }
}
