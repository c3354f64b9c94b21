package dev.cook.http.page;

import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;

/** Scripts, styles and pictures of the pages, under addresses that hold a hash, so that browsers keep them for ever. */
public final class Assets implements Route {
    private static final List<String> NAMES = List.of(
            "code.js",
            "colours-worker.js",
            "colours.js",
            "cook.css",
            "cook.js",
            "cook.svg",
            "highlight.min.js",
            "htmx.min.js",
            "hx-sse.min.js",
            "keys.js",
            "live.js",
            "passkeys.js",
            "queue.js",
            "review.js",
            "terminal.js",
            "xterm.css",
            "xterm.min.mjs");
    private static final String PREFIX = "/assets/";

    /** Where browsers look for an icon of what is no page and names none, such as a log as text. */
    private static final String ICON = "/favicon.ico";

    /** A client that takes gzip, as each browser says it; whoever weighs encodings gets the plain file. */
    private static final String GZIP = "(.*,)? *gzip *(,.*)?";

    /** Hex digits of the hash: enough to tell versions of one file apart. */
    private static final int DIGITS = 16;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares files
    private record Asset(String type, byte[] content, byte[] zipped) {}

    private final Map<String, Asset> byPath = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();

    public Assets() {
        for (String name : NAMES) {
            byte[] content = read(name);
            String path = PREFIX + hash(content) + "/" + name;
            byPath.put(path, new Asset(type(name), content, zipped(content)));
            paths.put(name, path);
        }
    }

    /** The address of a file. */
    public String path(String name) {
        String path = paths.get(name);
        if (path == null) {
            throw new IllegalArgumentException("unknown asset " + name);
        }
        return path;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (exchange.path().equals(ICON)) {
            exchange.redirect(path("cook.svg"));
            return true;
        }
        if (!exchange.path().startsWith(PREFIX)) {
            return false;
        }
        Asset asset = byPath.get(exchange.path());
        if (asset == null) {
            exchange.answer(404, Exchange.TEXT, "file not found; reload the page\n");
        } else {
            exchange.set(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
            exchange.set(HttpHeader.VARY, "Accept-Encoding");
            // Only what is the same for everybody: the length of a compressed page could tell what else is on it.
            if (exchange.header(HttpHeader.ACCEPT_ENCODING).orElse("").matches(GZIP)) {
                exchange.set(HttpHeader.CONTENT_ENCODING, "gzip");
                exchange.answer(200, asset.type(), asset.zipped());
            } else {
                exchange.answer(200, asset.type(), asset.content());
            }
        }
        return true;
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".css" -> "text/css; charset=utf-8";
            case ".js", ".mjs" -> "text/javascript; charset=utf-8";
            case ".svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("unknown content type of " + name);
        };
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("/dev/cook/http/assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " is missing from the build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zipped(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
