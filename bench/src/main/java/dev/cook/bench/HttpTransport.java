package dev.cook.bench;

import dev.cook.bench.GitTransport.Conversation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Over HTTP 1.1, on connections that are kept. */
final class HttpTransport implements GitTransport {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int MOST_SHOWN = 300;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String authorization;

    HttpTransport(String url, String authorization) {
        this.url = url;
        this.authorization = authorization;
    }

    @Override
    public Conversation open(Service service) {
        return new HttpConversation(service);
    }

    @Override
    public void close() {
        client.close();
    }

    private final class HttpConversation implements Conversation {
        private final Service service;

        HttpConversation(Service service) {
            this.service = service;
        }

        @Override
        public InputStream advertisement() throws IOException {
            InputStream in = send(
                    request("/info/refs?service=" + service.program()).GET().build());
            in.mark(Integer.MAX_VALUE);
            if (PktLine.read(in).text().startsWith("# service=")) {
                PktLine.read(in);
            } else {
                in.reset();
            }
            return in;
        }

        @Override
        public InputStream ask(byte[] request) throws IOException {
            return send(request("/" + service.program())
                    .header("Content-Type", "application/x-" + service.program() + "-request")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                    .build());
        }

        /** Each request ends with its answer. */
        @Override
        public void hangUp() {}

        @Override
        public void close() {}

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Authorization", authorization)
                    .timeout(PATIENCE);
            return service.protocol().isEmpty() ? request : request.header("Git-Protocol", service.protocol());
        }

        private InputStream send(HttpRequest request) throws IOException {
            try {
                HttpResponse<byte[]> response = once(request);
                if (response.statusCode() != OK) {
                    String body = new String(response.body(), StandardCharsets.UTF_8);
                    throw new IOException(request.uri() + " answered " + response.statusCode() + ": "
                            + body.substring(0, Math.min(body.length(), MOST_SHOWN)));
                }
                return new ByteArrayInputStream(response.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException().initCause(e);
            }
        }

        private HttpResponse<byte[]> once(HttpRequest request) throws IOException, InterruptedException {
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } catch (HttpTimeoutException e) {
                throw e;
            } catch (IOException e) {
                if (service == Service.PUSH) {
                    throw e;
                }
                // A server may close a kept connection as it is used again; git's client, too, then asks once more.
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            }
        }
    }
}
