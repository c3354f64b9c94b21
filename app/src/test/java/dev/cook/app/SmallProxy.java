package dev.cook.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A reverse proxy that has a server below one path, and nothing else; one request for each connection. It passes a terminal on like
 * anything else.
 *
 * @param prefix the path, without a slash at the end
 * @param strips whether the server gets requests without that path
 * @param elsewhere paths that a browser asked for outside it
 */
record SmallProxy(ServerSocket socket, String prefix, boolean strips, List<URI> upstream, List<String> elsewhere)
        implements AutoCloseable {
    static SmallProxy open(String prefix, boolean strips) throws IOException {
        SmallProxy proxy = new SmallProxy(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                prefix,
                strips,
                new CopyOnWriteArrayList<>(),
                new CopyOnWriteArrayList<>());
        Thread.ofVirtual().name("proxy").start(proxy::accept);
        return proxy;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** @param url of the server itself */
    void passTo(String url) {
        upstream.add(URI.create(url));
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            String[] request =
                    head.substring(0, Math.max(0, head.indexOf("\r\n"))).split(" ", 3);
            if (request.length < 3) {
                return;
            }
            if (!request[1].startsWith(prefix + "/") && !request[1].equals(prefix)) {
                elsewhere.add(request[1]);
                client.getOutputStream()
                        .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                return;
            }
            String path = strips ? request[1].substring(prefix.length()) : request[1];
            try (Socket server = new Socket(
                    InetAddress.getLoopbackAddress(), upstream.getFirst().getPort())) {
                OutputStream out = server.getOutputStream();
                out.write((request[0] + " " + (path.startsWith("/") ? path : "/" + path) + " " + request[2] + "\r\n"
                                + headers(head))
                        .getBytes(StandardCharsets.ISO_8859_1));
                Thread up = Thread.ofVirtual().start(() -> copy(in, out));
                copy(server.getInputStream(), client.getOutputStream());
                client.shutdownInput();
                up.join();
            }
        } catch (IOException e) {
            // Either side is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All of them, and that this is the last request, unless it becomes a terminal. */
    private static String headers(String head) {
        String lines = head.substring(head.indexOf("\r\n") + 2);
        return lines.toLowerCase(Locale.ROOT).contains("\r\nupgrade:")
                ? lines
                : "Connection: close\r\n" + lines.replaceAll("(?im)^connection:.*\r\n", "");
    }

    /** With the empty line that ends it; empty where the client left. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    /** What comes is sent on at once: pages are told what happens while it happens. */
    private static void copy(InputStream in, OutputStream out) {
        try {
            byte[] piece = new byte[16 * 1024];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // Either side is gone, which ends the other direction too.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
