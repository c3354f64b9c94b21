package dev.cook.agents.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The scripts that run in environments and on machines that hold them; on the class path beside this package. */
final class Scripts {
    /** What every environment finds in its directory of programs. */
    static final List<String> IN_ENVIRONMENT = List.of(
            "acp",
            "answer",
            "autosave",
            "bootstrap",
            "cook",
            "dial",
            "far.sh",
            "follow",
            "forward",
            "gemini-auth.json",
            "gemini-settings.json",
            "job",
            "kill-job",
            "listen",
            "mcp.json",
            "mcp-opencode.json",
            "mcp-settings.json",
            "pre-push",
            "profile",
            "reach",
            "restore",
            "save",
            "run-job",
            "saving.sh",
            "soak",
            "terminal",
            "test-reports",
            "tips",
            "tmux.conf",
            "unpushed");

    private Scripts() {}

    static String text(String name) {
        try (InputStream in = Objects.requireNonNull(Scripts.class.getResourceAsStream("script/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
