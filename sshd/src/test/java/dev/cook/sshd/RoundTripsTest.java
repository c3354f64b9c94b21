package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fetch and a push of the real client ask of the database, on a server that nobody else uses. */
final class RoundTripsTest {
    @TempDir
    Path home;

    @Test
    void aFetchAsksTheDatabaseOnceAtMostAndAPushThreeTimes() throws Exception {
        try (SshTestServer server = new SshTestServer(home, SshLimits.standard(), (caller, words, io) -> 0)) {
            Path work = home.resolve("work");
            server.git(home, List.of(), "init", "-q", "-b", "main", work.toString());
            commit(server, work, "first");
            push(server, work);

            commit(server, work, "second");
            Store.Asked before = server.asked();
            push(server, work);
            Store.Asked push = server.asked().since(before);
            before = server.asked();
            fetch(server, work);
            Store.Asked fetch = server.asked().since(before);
            before = server.asked();
            fetch(server, work);
            Store.Asked again = server.asked().since(before);

            System.err.println("a push: " + push + ", a fetch after it: " + fetch + ", the same fetch again: " + again);
            assertThat(push.transactions()).as("transactions of a push").isLessThanOrEqualTo(3);
            assertThat(push.statements()).as("statements of a push").isLessThanOrEqualTo(30);
            assertThat(fetch.transactions()).as("transactions of a fetch").isLessThanOrEqualTo(1);
            assertThat(again.transactions())
                    .as("transactions of the same fetch again")
                    .isLessThanOrEqualTo(1);
        }
    }

    private static void commit(SshTestServer server, Path work, String line) throws Exception {
        Files.writeString(work.resolve("file"), line + "\n");
        assertThat(server.git(work, List.of(), "add", "file").status()).isZero();
        assertThat(server.git(work, List.of(), "commit", "-q", "-m", line).status())
                .isZero();
    }

    private static void push(SshTestServer server, Path work) throws Exception {
        SshTestServer.Ended pushed = server.git(work, List.of(), "push", "-q", server.url("thing.git"), "main");
        assertThat(pushed.status()).as(pushed.err()).isZero();
    }

    private static void fetch(SshTestServer server, Path work) throws Exception {
        SshTestServer.Ended fetched = server.git(work, List.of(), "fetch", "-q", server.url("thing.git"), "main");
        assertThat(fetched.status()).as(fetched.err()).isZero();
    }
}
