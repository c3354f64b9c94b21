package dev.cook.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A server whose repository {@code tea} has a branch in every state that a person may meet, for the pages to show. */
record SampleWork(TestServer cook) implements AutoCloseable {
    /** What would do something if a page took it for more than text. */
    static final String HTML = "<script>alert('a script')</script><img src=x onerror=alert('an-image')><b>bold</b>";

    /** The same for those who look at a terminal: colours, a window's title, a link, a cursor that goes back. */
    private static final String TERMINAL =
            "\\033[1;31mred\\033[0m \\033]0;owned\\007\\033]8;;javascript:alert(1)\\033\\\\a link\\033]8;;\\033\\\\ \\033[2J\\033[Hend";

    private static final String WRITES = """
            #!/bin/sh
            cat <<'HTML'
            %s
            HTML
            printf '%s\\n'
            """.formatted(HTML, TERMINAL);

    /** Works until the server is gone. */
    private static final String BUSY = WRITES + "exec tail -f /dev/null\n";

    /** Asks what no script can know. */
    private static final String ASKING = WRITES + """
            cook ask 'Which pot? `%s`'
            """.formatted(HTML.replace("'", "\""));

    private static final String GATES = """
            [[gates]]
            name = "brew"
            command = "sh brew"
            """;

    /** Starts the server and waits until each branch is in its state. */
    static SampleWork start() throws Exception {
        SampleWork work = new SampleWork(TestServer.start(Map.of("busy", BUSY, "asking", ASKING)));
        try {
            work.begin();
            return work;
        } catch (Exception | AssertionError e) {
            work.close();
            throw e;
        }
    }

    Person ada() {
        return cook.admin();
    }

    String url() {
        return cook.server().httpUrl();
    }

    private void begin() throws Exception {
        Path work = ada().repository("tea");
        ada().commit(work, "cook.toml", GATES);
        ada().commit(work, "brew", WRITES);
        ada().git(work, "push", "-q", ada().url("tea"), "main").ok();
        push(work, "runs", "-o", "agent=busy", "-o", "prompt=Warm the pot first. " + HTML);
        push(work, "asks", "-o", "agent=asking", "-o", "prompt=Choose a pot");
        branch(work, "lands", "cup", "clean\n", "-o", "land=auto");
        branch(work, "fails", "brew", "seq 1 60\n" + WRITES + "echo 'the water is cold'\nexit 3\n", "-o", "land=auto");
        branch(work, "ready", "lid", "on\n", "-o", "land=ask");
        awaitShown("runs", "started (turn 1)");
        awaitShown("asks", "Which pot?");
        awaitShown("lands", "landed on main");
        awaitShown("fails", "exit status 3");
        awaitShown("ready", "branch land ready");
    }

    private void branch(Path work, String name, String file, String content, String... options) throws Exception {
        ada().git(work, "checkout", "-q", "-B", name, "main").ok();
        ada().commit(work, file, content);
        push(work, name, options);
    }

    private void push(Path work, String name, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("push", "-q", ada().url("tea"), "HEAD:refs/heads/" + name));
        words.addAll(Arrays.asList(options));
        ada().git(work, words.toArray(String[]::new)).ok();
    }

    private void awaitShown(String branch, String text) {
        ada().until(() -> ada().ssh("branch", "show", "tea", branch).out().contains(text));
    }

    @Override
    public void close() throws IOException {
        cook.close();
    }
}
