package dev.cook.http.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events to a client; each is sent at once. */
public final class EventStream {
    public static final String TYPE = "text/event-stream; charset=utf-8";

    private final OutputStream out;

    public EventStream(OutputStream out) {
        this.out = out;
    }

    /** What a page shows instead of what it has. */
    public void message(String text) throws IOException {
        StringBuilder lines = new StringBuilder();
        text.lines().forEach(line -> lines.append("data: ").append(line).append('\n'));
        write(lines.append('\n').toString());
    }

    /** An event with a name, which a page's script hears. */
    public void event(String name, String data) throws IOException {
        write("event: " + name + "\ndata: " + data + "\n\n");
    }

    /** Keeps proxies from closing the connection, and tells whether the client is still there. */
    public void comment(String text) throws IOException {
        write(": " + text + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
