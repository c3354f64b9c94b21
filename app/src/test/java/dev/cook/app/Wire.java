package dev.cook.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends bytes to a server's git services, as a client that was written to do harm would. */
record Wire(TestServer cook, String token) {
    static final String NOTHING = "0".repeat(40);

    /** The two ways in. */
    enum Way {
        SSH,
        HTTP
    }

    /** What the server said. A status of HTTP is 0 where it is 200, so that it reads like the exit status of SSH. */
    record Answer(int status, String said) {}

    static Wire to(TestServer cook) throws IOException, InterruptedException {
        String token = cook.admin()
                .ssh("token", "create", "--scope", "admin", "--expires", "1h", "--label", "wire")
                .ok()
                .said();
        return new Wire(cook, token);
    }

    /** A push that creates one ref. */
    Answer push(Way way, String repo, String ref, String id, byte[] pack) throws IOException, InterruptedException {
        return push(way, repo, pack, NOTHING + " " + id + " " + ref);
    }

    Answer push(Way way, String repo, byte[] pack, String... commands) throws IOException, InterruptedException {
        byte[][] lines = new byte[commands.length + 2][];
        for (int i = 0; i < commands.length; i++) {
            lines[i] = line(commands[i] + (i == 0 ? "\0report-status atomic" : ""));
        }
        lines[commands.length] = RawPack.bytes("0000");
        lines[commands.length + 1] = pack;
        return send(way, "git-receive-pack", repo, RawPack.joined(lines));
    }

    Answer send(Way way, String service, String repo, byte[] request) throws IOException, InterruptedException {
        return switch (way) {
            case SSH -> ssh(service, repo, request);
            case HTTP -> http(service, repo, request);
        };
    }

    private Answer ssh(String service, String repo, byte[] request) throws IOException, InterruptedException {
        Path file = Files.createTempFile(cook.site().directory(), "request", "");
        try {
            Files.write(file, request);
            Ended ended = cook.admin().speak(file, service + " '" + repo + "'");
            return new Answer(ended.status(), ended.out() + ended.err());
        } finally {
            Files.delete(file);
        }
    }

    private Answer http(String service, String repo, byte[] request) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + "/" + repo + "/" + service))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-" + service + "-request")
                .header("Git-Protocol", "version=2")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        // A client of its own: the server ends a connection whose request it refused, and a kept one may end while it
        // is
        // used again.
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
            int status = answer.statusCode();
            return new Answer(status == 200 ? 0 : status, new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    static byte[] line(String text) {
        return line(RawPack.bytes(text));
    }

    static byte[] line(byte[] content) {
        return RawPack.joined(RawPack.bytes("%04x".formatted(content.length + 4)), content);
    }
}
