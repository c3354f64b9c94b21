package dev.cook.sshd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a command's streams with the socket at which the tools of agents answer, and with nothing else. */
final class Tunnel {
    private static final Logger log = LoggerFactory.getLogger(Tunnel.class);

    private static final int PIECE = 16 * 1024;

    private Tunnel() {}

    /** Returns when the far end of either is closed. */
    static ExitCode join(CommandIo io, Path tools) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(tools))) {
            Thread.ofVirtual().name("tunnel").start(() -> send(io, socket));
            copy(Channels.newInputStream(socket), io.out());
            return ExitCode.OK;
        }
    }

    /** Each piece at once: the other side waits for it. */
    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            out.write(piece, 0, n);
            out.flush();
        }
    }

    private static void send(CommandIo io, SocketChannel socket) {
        try {
            copy(io.in(), Channels.newOutputStream(socket));
            socket.shutdownOutput();
        } catch (IOException e) {
            log.debug("a tunnel to tools ended", e);
        }
    }
}
