package dev.cook.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs {@code git http-backend} for each request, as a web server with CGI does. */
final class CgiServer implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService threads;

    private CgiServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static CgiServer start(Path repositories, Map<String, String> environment) {
        // Without it small answers wait 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(exchange, repositories, environment));
            server.start();
            return new CgiServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Path repositories, Map<String, String> environment)
            throws IOException {
        try (exchange) {
            ProcessBuilder builder =
                    new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
            Map<String, String> variables = builder.environment();
            variables.clear();
            variables.putAll(environment);
            variables.put("GIT_PROJECT_ROOT", repositories.toString());
            variables.put("GIT_HTTP_EXPORT_ALL", "1");
            variables.put("REMOTE_USER", "bench");
            variables.put("REMOTE_ADDR", "127.0.0.1");
            variables.put("REQUEST_METHOD", exchange.getRequestMethod());
            variables.put("PATH_INFO", exchange.getRequestURI().getPath());
            variables.put(
                    "QUERY_STRING",
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
            pass(exchange, "Content-Type", variables, "CONTENT_TYPE");
            pass(exchange, "Content-Length", variables, "CONTENT_LENGTH");
            pass(exchange, "Content-Encoding", variables, "HTTP_CONTENT_ENCODING");
            pass(exchange, "Git-Protocol", variables, "GIT_PROTOCOL");
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                exchange.getRequestBody().transferTo(in);
            }
            try (InputStream out = new BufferedInputStream(process.getInputStream())) {
                int status = headers(exchange, out);
                exchange.sendResponseHeaders(status, 0);
                out.transferTo(exchange.getResponseBody());
            } finally {
                process.destroy();
            }
        }
    }

    private static void pass(HttpExchange exchange, String header, Map<String, String> variables, String name) {
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(header))
                .ifPresent(value -> variables.put(name, value));
    }

    /** Takes the program's header lines over and answers with the status that they give. */
    private static int headers(HttpExchange exchange, InputStream out) throws IOException {
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0));
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(name, value);
            }
        }
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
