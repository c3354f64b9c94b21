package dev.cook.sshd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a command's streams with the server's HTTP port, for environments that have no other way to it. */
final class Tunnel {
    private static final Logger log = LoggerFactory.getLogger(Tunnel.class);

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private static final int PIECE = 16 * 1024;

    private Tunnel() {}

    /** Returns when the far end of either is closed. */
    static ExitCode join(CommandIo io, InetSocketAddress http) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(http, CONNECT_TIMEOUT_MILLIS);
            Thread.ofVirtual().name("tunnel").start(() -> send(io, socket));
            copy(socket.getInputStream(), io.out());
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

    private static void send(CommandIo io, Socket socket) {
        try {
            copy(io.in(), socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            log.debug("a tunnel to HTTP ended", e);
        }
    }
}
