package dev.cook.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * As much of a socket as the PostgreSQL driver uses, on a channel: the JDK has Unix sockets as channels alone, and the
 * driver wants a {@link Socket}. Like a connection of the driver, it is used by one thread at a time, but for its close.
 */
final class UnixSocket extends Socket {
    /** What the driver sizes its buffer by; it bounds it by itself. */
    private static final int SEND_BUFFER = 64 * 1024;

    private final Path path;
    private final SocketChannel channel;
    private volatile int timeoutMillis;

    UnixSocket(Path path) {
        this.path = path;
        try {
            this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void connect(SocketAddress host) throws IOException {
        connect(host, 0);
    }

    /** At once, or not at all: there is no network between. */
    @Override
    public void connect(SocketAddress host, int timeout) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int limit = timeoutMillis;
                return limit == 0
                        ? channel.read(ByteBuffer.wrap(into, offset, length))
                        : readWithin(limit, ByteBuffer.wrap(into, offset, length));
            }
        };
    }

    private int readWithin(int millis, ByteBuffer into) throws IOException {
        try {
            channel.configureBlocking(false);
            try (Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_READ);
                if (selector.select(millis) == 0) {
                    throw new SocketTimeoutException("no answer in " + millis + " ms");
                }
                return channel.read(into);
            }
        } finally {
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
        };
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public int getSendBufferSize() {
        return SEND_BUFFER;
    }

    @Override
    public int getReceiveBufferSize() {
        return SEND_BUFFER;
    }

    @Override
    public void setSendBufferSize(int size) {
        // The kernel's own is right.
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // The kernel's own is right.
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // It is no TCP.
    }

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The kernel tells at once when the other side is gone.
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
