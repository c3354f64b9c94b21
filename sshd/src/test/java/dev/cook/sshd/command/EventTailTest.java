package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.domain.Caller;
import dev.cook.domain.RepoName;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.Typing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventTailTest {
    @TempDir
    Path data;

    @Test
    void followingTellsWhatHappensUntilTheClientIsGone() throws Exception {
        try (Typing typing = new Typing(data)) {
            Caller.AccountCaller ann = typing.person("ann", false, true);
            typing.type(ann, "repo", "create", "thing");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CommandIo io = new CommandIo(new ByteArrayInputStream(new byte[0]), out, out, Map.of(), false);
            AtomicInteger status = new AtomicInteger(-1);
            Thread tail = Thread.ofVirtual()
                    .start(() -> status.set(typing.run(ann, List.of("event", "tail", "--follow", "--json"), io)));
            await().until(() -> text(out).contains("repo.created"));

            typing.store().change(tx -> tx.events()
                    .append(
                            tx.repos()
                                    .byName(new RepoName("thing"))
                                    .orElseThrow()
                                    .id(),
                            new RepoFact.Changed("ann", "looked at refs/heads/x")));
            await().until(() -> text(out).contains("refs/heads/x"));
            io.hangUp();

            assertThat(tail.join(Duration.ofSeconds(10))).isTrue();
            assertThat(status).hasValue(0);
            assertThat(text(out).lines()).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
    }

    @Test
    void aLongPastIsToldOnceAndInOrder() throws Exception {
        try (Typing typing = new Typing(data)) {
            Caller.AccountCaller ann = typing.person("ann", false, true);
            typing.type(ann, "repo", "create", "thing");
            typing.type(ann, "repo", "create", "other");
            try (Connection connection = typing.test.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("""
                        INSERT INTO event (at, repo_id, type, data)
                        SELECT now(), repo_id, 'refs.pushed', '{}' FROM generate_series(1, 6000) AS turn, repo
                        ORDER BY turn, repo_id
                        """);
            }

            List<Long> ids = typing.type(ann, "event", "tail", "--repo", "thing", "--limit", "4000")
                    .out()
                    .lines()
                    .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                    .toList();

            assertThat(ids).hasSize(4000).isSorted().doesNotHaveDuplicates();
            assertThat(ids.getLast())
                    .isEqualTo(typing.store().read(tx -> tx.events().newest()) - 1);
        }
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }
}
