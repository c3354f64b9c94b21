package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A person's screen: a real terminal, drawn by a tmux of the test's own, with a shell in it. */
final class Screen implements AutoCloseable {
    private final Path socket;

    private Screen(Path socket) {
        this.socket = socket;
    }

    static Screen of(Person person, int columns, int rows) throws IOException, InterruptedException {
        // A socket's path has to be short.
        Screen screen =
                new Screen(Files.createTempDirectory(Path.of("/tmp"), "screen-").resolve("tmux"));
        screen.tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-s",
                "me",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                "exec env PS1='$ ' HOME=" + person.home() + " sh -i");
        screen.tmux("set", "-g", "status", "off");
        return screen;
    }

    /** Types a line and presses Enter. */
    void type(String line) throws IOException, InterruptedException {
        tmux("send-keys", "-t", "me", "-l", line);
        keys("Enter");
    }

    void keys(String... names) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("send-keys", "-t", "me"));
        words.addAll(List.of(names));
        tmux(words.toArray(String[]::new));
    }

    void resize(int columns, int rows) throws IOException, InterruptedException {
        tmux("resize-window", "-t", "me", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** What all panes of the present window show. */
    String text() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (String pane : tmux("list-panes", "-t", "me", "-F", "#{pane_id}").split("\n", -1)) {
            if (!pane.isEmpty()) {
                text.append(tmux("capture-pane", "-p", "-J", "-t", pane));
            }
        }
        return text.toString();
    }

    /** With its colours as escape sequences. */
    String coloured() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-e", "-J", "-t", "me");
    }

    void shows(String text) {
        shows(shown -> shown.contains(text), text);
    }

    void shows(Predicate<String> wanted, String what) {
        try {
            Awaitility.await().until(() -> wanted.test(text()));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("the screen never showed '" + what + "' but\n" + last(), e);
        }
    }

    private String last() {
        try {
            return text();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    /** The shell has its terminal as it was: it echoes what is typed, on the first screen, without the mouse. */
    void isSane() throws IOException, InterruptedException {
        // What is typed before ssh restored the terminal is discarded.
        shows(text -> text.stripTrailing().endsWith("$"), "the shell's prompt");
        type("echo sane$((20 + 22)); stty -a | tr ' ' '\\n' | grep -cx -e icanon -e echo -e isig");
        shows(text -> text.lines().anyMatch(line -> line.equals("sane42")), "sane42");
        shows(text -> text.lines().anyMatch(line -> line.equals("3")), "3 modes of a terminal that is not raw");
        assertThat(tmux("display-message", "-p", "-t", "me", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}")
                        .strip())
                .isEqualTo("0 0 1");
    }

    @Override
    public void close() throws IOException {
        try {
            tmux("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(socket.getParent());
    }

    private String tmux(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("TMUX") || name.startsWith("COOK_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        return Ended.of(builder).ok().out();
    }
}
