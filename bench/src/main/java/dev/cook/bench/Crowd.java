package dev.cook.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Many who do the same at the same time. */
final class Crowd {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int size;

    Crowd(int size) {
        this.size = size;
    }

    /** Lets each do it so many times and answers how many were done in a second. */
    double perSecond(int each, IntConsumer work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int member = i;
                all.add(threads.submit(() -> {
                    for (int time = 0; time < each; time++) {
                        work.accept(member);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return size * each / ((System.nanoTime() - began) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        } catch (ExecutionException e) {
            throw new BenchFailure("one of a crowd failed: " + e.getCause());
        }
    }

    /**
     * The three requests of a git client that fetches one commit, without the client: 16 of those would take the
     * machine from the server.
     */
    record HttpFetch(HttpClient client, String url, String authorization, String want, String have) {
        void run() {
            try {
                expect(
                        client.send(
                                request("/info/refs?service=git-upload-pack")
                                        .GET()
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray()),
                        "version 2");
                expect(
                        post("0014command=ls-refs\n0016object-format=sha1" + "0001" + "0009peel\n"
                                + "001bref-prefix refs/heads/\n0000"),
                        want);
                expect(
                        post("0011command=fetch" + "0001" + "000dthin-pack" + "000dofs-delta" + "000fno-progress"
                                + "0032want " + want + "\n" + "0032have " + have + "\n" + "0009done\n0000"),
                        "PACK");
            } catch (IOException e) {
                throw new BenchFailure("a fetch from " + url + " failed: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchFailure("interrupted");
            }
        }

        /** Seconds until the whole pack of a clone is here, without a client that would index it. */
        double pack() {
            long began = System.nanoTime();
            try {
                expect(
                        post("0011command=fetch" + "0001" + "000fno-progress" + "000dofs-delta" + "0032want " + want
                                + "\n" + "0009done\n0000"),
                        "PACK");
            } catch (IOException e) {
                throw new BenchFailure("a clone from " + url + " failed: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchFailure("interrupted");
            }
            return (System.nanoTime() - began) / 1e9;
        }

        private HttpResponse<byte[]> post(String body) throws IOException, InterruptedException {
            HttpRequest request = request("/git-upload-pack")
                    .header("Content-Type", "application/x-git-upload-pack-request")
                    .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.US_ASCII))
                    .build();
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } catch (HttpTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // A server may close a kept connection as it is used again; git's client, too, then asks once more.
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            }
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(url + path))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Git-Protocol", "version=2")
                    .header("Authorization", authorization)
                    .timeout(PATIENCE);
        }

        private void expect(HttpResponse<byte[]> response, String part) {
            String body = new String(response.body(), StandardCharsets.ISO_8859_1);
            if (response.statusCode() != 200 || !body.contains(part)) {
                throw new BenchFailure(url + " answered " + response.statusCode() + " without '" + part + "': "
                        + body.substring(0, Math.min(body.length(), 300)));
            }
        }
    }
}
