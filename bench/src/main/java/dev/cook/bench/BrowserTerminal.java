package dev.cook.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A browser's side of a terminal, without the browser: what it draws with is the same for every server. */
final class BrowserTerminal implements WebSocket.Listener {
    private static final int ROOM = 1 << 20;

    private final PipedOutputStream drawn = new PipedOutputStream();
    private final AtomicBoolean open = new AtomicBoolean(true);

    private BrowserTerminal() {}

    /** Somebody who types into the terminal at an address. */
    static Typist typist(URI terminal, String authorization) {
        BrowserTerminal listener = new BrowserTerminal();
        try {
            PipedInputStream screen = new PipedInputStream(listener.drawn, ROOM);
            HttpClient client = HttpClient.newHttpClient();
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Authorization", authorization)
                    .buildAsync(URI.create(terminal + "?write&columns=80&rows=24"), listener)
                    .join();
            return new Typist(keys(socket), screen, listener.open::get, () -> {
                socket.abort();
                client.close();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream keys(WebSocket socket) {
        return new ByteArrayOutputStream() {
            @Override
            public void flush() {
                socket.sendBinary(ByteBuffer.wrap(toByteArray()), true).join();
                reset();
            }
        };
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        try {
            drawn.write(bytes);
            // Wakes whoever reads.
            drawn.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        socket.request(1);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        open.set(false);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        open.set(false);
    }
}
