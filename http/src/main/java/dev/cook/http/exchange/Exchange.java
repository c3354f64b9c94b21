package dev.cook.http.exchange;

import dev.cook.hooks.ClientNetwork;
import dev.cook.hooks.MinimumRateInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, read and written by blocking calls. */
public final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private static final int PIECE = 64 * 1024;

    public static final String HTML = "text/html; charset=utf-8";
    public static final String TEXT = "text/plain; charset=utf-8";
    public static final String JSON = "application/json";

    private final Request request;
    private final Response response;
    private final HttpLimits limits;
    private final Predicate<InetAddress> proxies;
    private final Site site;
    private final String path;
    private final Fields query;
    private Optional<String> visitor = Optional.empty();

    /**
     * @param proxies whom it is believed for whom they ask
     * @param site how clients reach this server: a proxy may pass the path of it on, or take it off
     * @throws IllegalArgumentException where the query is not UTF-8
     */
    public Exchange(Request request, Response response, HttpLimits limits, Predicate<InetAddress> proxies, Site site) {
        this.limits = limits;
        this.proxies = proxies;
        this.request = request;
        this.response = response;
        this.site = site;
        this.path =
                below(Optional.ofNullable(request.getHttpURI().getDecodedPath()).orElse("/"));
        this.query = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    }

    public String method() {
        return request.getMethod();
    }

    public boolean isRead() {
        return method().equals("GET") || method().equals("HEAD");
    }

    /** The decoded path; what could be read in two ways never gets here. */
    public String path() {
        return path;
    }

    /** The path and query as the client sent them, but for the path at which a proxy has this server. */
    public String pathAndQuery() {
        return below(request.getHttpURI().getPathQuery());
    }

    /** What comes after the path at which a proxy has this server. */
    private String below(String full) {
        String base = site.base();
        if (base.isEmpty() || !full.startsWith(base)) {
            return full;
        }
        String rest = full.substring(base.length());
        return rest.startsWith("/") ? rest : rest.isEmpty() || rest.startsWith("?") ? "/" + rest : full;
    }

    public Optional<String> header(HttpHeader name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.getValue(name));
    }

    public Optional<String> cookie(String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    /** Notes who looks, once that is known. */
    public void seenBy(String name) {
        visitor = Optional.of(name);
    }

    /** The name of who looks, as far as that was found out. */
    public Optional<String> visitor() {
        return visitor;
    }

    /** How clients reach this server. */
    Site site() {
        return site;
    }

    /** The host and port that the client spoke to. */
    public String host() {
        return header(HttpHeader.HOST).orElse("");
    }

    /** Who asks: the address that is connected, or for which a proxy asks that is trusted. */
    public String address() {
        return client().map(InetAddress::getHostAddress).orElse("");
    }

    /** By what it is counted who asks. */
    public String network() {
        return client().map(ClientNetwork::of).orElse("");
    }

    private Optional<InetAddress> client() {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote)
                || remote.getAddress() == null) {
            return Optional.empty();
        }
        List<String> headers = request.getHeaders().getValuesList("X-Forwarded-For");
        return Optional.of(Forwarded.client(
                remote.getAddress(),
                headers.isEmpty() ? Optional.empty() : Optional.of(String.join(",", headers)),
                proxies));
    }

    /** What the client sends, which ends with an exception where it comes too slowly. */
    public InputStream body() {
        return body(limits.slowStart());
    }

    /** @param slowStart how long it may come more slowly than it has to later on */
    private InputStream body(Duration slowStart) {
        return new MinimumRateInput(Content.Source.asInputStream(request), limits.slowestBody(), slowStart);
    }

    /** The same for a push, whose client may compress for long before it goes on: the connection waits until then. */
    public InputStream pushed() {
        WatchedEndPoint.of(request).ifPresent(connection -> connection.waitFor(limits.pushSilence()));
        return body(limits.pushSilence());
    }

    /** Reads a form; empty where it is larger than {@code limit} bytes. */
    public Optional<Fields> form(int limit) throws IOException {
        return small(limit).map(bytes -> {
            Fields fields = new Fields();
            UrlEncoded.decodeUtf8To(new String(bytes, StandardCharsets.UTF_8), fields);
            return fields;
        });
    }

    /** Reads what a page sends; empty where it is larger than {@code limit} bytes. */
    public Optional<byte[]> small(int limit) throws IOException {
        // Before it is read nobody is known, so it is no more than the rest of a request's head.
        Optional<WatchedEndPoint> connection = WatchedEndPoint.of(request);
        connection.ifPresent(WatchedEndPoint::ask);
        byte[] bytes = body().readNBytes(limit + 1);
        connection.ifPresent(WatchedEndPoint::serve);
        return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
    }

    public void set(HttpHeader name, String value) {
        response.getHeaders().put(name, value);
    }

    public void set(String name, String value) {
        response.getHeaders().put(name, value);
    }

    public void addCookie(HttpCookie cookie) {
        Response.addCookie(response, cookie);
    }

    public boolean committed() {
        return response.isCommitted();
    }

    /** Forgets all that was set for the answer but not sent, and sets the headers of every answer again. */
    public void startOver() {
        response.reset();
        SecurityHeaders.set(this);
    }

    public void answer(int status, String type, String text) throws IOException {
        answer(status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    public void answer(int status, String type, byte[] bytes) throws IOException {
        response.setStatus(status);
        set(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        // Jetty closes a connection on which a body is still to come; a client that was not told sends its next request
        // into that.
        if (!request.consumeAvailable()) {
            set(HttpHeader.CONNECTION, "close");
        }
        Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
    }

    /**
     * Gives the answer a version. Where the client has that version already, it is told so, and nothing else is to be answered.
     * The client asks each time, so whoever may not read any more reads no more.
     */
    public boolean isKnown(String version) throws IOException {
        String tag = "\"" + version + "\"";
        set(HttpHeader.ETAG, tag);
        set(HttpHeader.CACHE_CONTROL, "private, no-cache");
        if (header(HttpHeader.IF_NONE_MATCH)
                .filter(known -> known.contains(tag))
                .isEmpty()) {
            return false;
        }
        response.setStatus(304);
        Content.Sink.write(response, true, ByteBuffer.allocate(0));
        return true;
    }

    /** What writes an answer whose length is known. */
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Answers with so many bytes; a client that asks for the head alone gets that. */
    public void stream(String type, long length, Writing writing) throws IOException {
        set(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        response.setStatus(200);
        OutputStream out = Response.asBufferedOutputStream(request, response);
        if (!method().equals("HEAD")) {
            writing.to(out);
        }
        out.close();
    }

    /** Tells the client to go on with a GET of another page of this server. */
    public void redirect(String to) throws IOException {
        String address = site.base() + to;
        response.getHeaders().put(new HttpField(HttpHeader.LOCATION, address));
        answer(303, TEXT, "See " + address + "\n");
    }

    /** An answer without a known length: what is written to it is sent at the latest when it is flushed. */
    public OutputStream stream(String type) {
        response.setStatus(200);
        set(HttpHeader.CONTENT_TYPE, type);
        // While Cook works on the answer, silence is not the client's fault; a read or write that waits still times
        // out.
        request.addIdleTimeoutListener(timeout -> false);
        return Response.asBufferedOutputStream(request, response);
    }

    /** Answers with a part of a file, as it is; a client that asks for the head alone gets that. */
    public void file(int status, FileChannel file, long from, long length) throws IOException {
        set(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        response.setStatus(status);
        OutputStream out = Response.asBufferedOutputStream(request, response);
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long end = from + length;
        for (long at = from; at < end && !method().equals("HEAD"); at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, end - at));
            int n = file.read(piece, at);
            if (n < 0) {
                throw new IOException("the file ended before its length");
            }
            piece.flip();
            out.write(piece.array(), 0, n);
        }
        out.close();
    }

    /** Reads on for a while, and forgets what comes. */
    public void drain(InputStream body, long most) {
        byte[] buffer = new byte[PIECE];
        try {
            long left = most;
            for (int n = 0; left > 0 && n >= 0; left -= n) {
                n = body.read(buffer);
            }
        } catch (IOException e) {
            log.debug("the rest of a request could not be read", e);
        }
    }

    /**
     * Makes the connection a WebSocket once this request is answered; says whether it will be. If not, the request is
     * answered already.
     */
    public boolean upgrade(ServerWebSocketContainer container, Session.Listener listener) throws IOException {
        Callback.Completable done = new Callback.Completable();
        // No extension: compressing costs memory for each viewer, and what a terminal draws is short.
        WebSocketCreator creator = (_, answer, _) -> {
            answer.setExtensions(List.of());
            return listener;
        };
        Optional<WatchedEndPoint> connection = WatchedEndPoint.of(request);
        connection.ifPresent(WatchedEndPoint::upgrade);
        if (!container.upgrade(creator, request, response, done)) {
            connection.ifPresent(WatchedEndPoint::serve);
            answer(400, TEXT, "the request is not a WebSocket handshake\n");
            return false;
        }
        done.join();
        return response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101;
    }

    /** A form's value, unless it is empty. */
    public static Optional<String> value(Fields fields, String name) {
        return Optional.ofNullable(fields.getValue(name)).filter(value -> !value.isEmpty());
    }
}
