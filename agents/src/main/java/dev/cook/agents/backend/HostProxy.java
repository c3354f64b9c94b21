package dev.cook.agents.backend;

import dev.cook.config.Network;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what an environment's CONNECT request leads to. The request is hostile until it was read: it is bounded, and a
 * name is resolved once, so that the address that was checked is the one that is dialled.
 */
public final class HostProxy {
    /** Bytes of a request with all its headers. */
    private static final int LONGEST_REQUEST = 8 * 1024;

    private static final int CONNECT_TIMEOUT_MILLIS = 20_000;

    private static final Pattern REQUEST =
            Pattern.compile("CONNECT ([A-Za-z0-9._-]{1,253}):([0-9]{1,5}) HTTP/1\\.[01]");

    /** Hears of every host that was asked for. */
    public interface Listener {
        void asked(String host, int port, boolean allowed);
    }

    /** What came of a request: a connection, or what the client is to be told. */
    sealed interface Result {
        record Connected(SocketChannel outside) implements Result {}

        record Refused(int status, String why) implements Result {
            byte[] bytes() {
                byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
                String head = "HTTP/1.1 " + status + " " + (status == 403 ? "Forbidden" : "Refused")
                        + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n";
                byte[] bytes = new byte[head.length() + body.length];
                System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, head.length());
                System.arraycopy(body, 0, bytes, head.length(), body.length);
                return bytes;
            }
        }
    }

    private final Network.Only allowed;
    private final Listener listener;

    public HostProxy(Network.Only allowed, Listener listener) {
        this.allowed = allowed;
        this.listener = listener;
    }

    /** Reads a request, and no byte more, and does what it may. */
    Result answer(InputStream in) throws IOException {
        Matcher request = REQUEST.matcher(firstLine(in));
        if (!request.matches()) {
            return new Result.Refused(405, "this proxy supports only CONNECT HOST:PORT; use https URLs");
        }
        String host = request.group(1);
        int port = Integer.parseInt(request.group(2));
        Optional<Network.Entry> entry = allowed.allowing(host, port);
        listener.asked(host, port, entry.isPresent());
        if (entry.isEmpty()) {
            return new Result.Refused(
                    403,
                    host + ":" + port
                            + " is not a host that this environment can reach; ask the server's admin to add the host"
                            + " to `network`");
        }
        return connect(host, port, entry.get());
    }

    private static Result connect(String host, int port, Network.Entry entry) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return new Result.Refused(502, host + " has no address");
        }
        if (isPrivate(address) && !entry.isAddress()) {
            return new Result.Refused(
                    403, host + " is in a private network (" + address.getHostAddress() + "), which is not allowed");
        }
        SocketChannel outside = SocketChannel.open();
        try {
            outside.socket().connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MILLIS);
            return new Result.Connected(outside);
        } catch (IOException e) {
            outside.close();
            return new Result.Refused(502, host + ":" + port + " does not answer: " + e.getMessage());
        }
    }

    /** Addresses behind which the server's own machine and its neighbours are, a cloud's metadata among them. */
    static boolean isPrivate(InetAddress address) {
        return PrivateAddresses.holds(address);
    }

    private static boolean isWhole(StringBuilder head) {
        int length = head.length();
        return length >= 4 && head.substring(length - 4).equals("\r\n\r\n");
    }

    /** The request's first line; its headers are read and forgotten. */
    private static String firstLine(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_REQUEST && !isWhole(head)) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the request ended early");
            }
            head.append((char) c);
        }
        int end = head.indexOf("\r\n");
        return end < 0 ? "" : head.substring(0, end);
    }
}
