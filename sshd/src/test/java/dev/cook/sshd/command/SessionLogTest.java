package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.SessionState;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.Typing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SessionLogTest extends OneSession {
    @Test
    void turnsArePrintedWithoutTheirEscapesAndTheLastOfOneThatRuns() {
        branches.endTurn(session, 1, "\033[31mred\033[0m\r\n");
        branches.nextTurn(session);
        write("better");

        assertThat(log().out()).isEqualTo("""
                == turn 1 ==
                red
                == turn 1 ended with exit status 1 ==
                == turn 2 ==
                better
                """);
        assertThat(log("--turn", "1").out()).isEqualTo("red\n");
        assertThat(log("--turn", "2", "--json").out()).contains("\"output\" : \"better\"");
        assertThat(log("--turn", "3").status()).isEqualTo(3);
        assertThat(log("--follow", "--json").status()).isEqualTo(2);
        assertThat(typing.type(ann, "session", "show", session.toString()).out())
                .contains("turn 1 ended with exit status 1")
                .contains("turn 2 running");
        assertThat(typing.type(ann, "session", "list").out()).containsPattern("fix +demo +running");
    }

    @Test
    void followingPrintsEachLineOnceUntilTheSessionIsOver() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandIo io = new CommandIo(new ByteArrayInputStream(new byte[0]), out, out, Map.of(), false);
        Thread tail = Thread.ofVirtual()
                .start(() -> typing.run(ann, List.of("session", "log", session.toString(), "--follow"), io));
        write("one\ntw");
        await().until(() -> text(out).contains("one\n"));
        write("o\n");
        await().until(() -> text(out).contains("two\n"));

        branches.endTurn(session, 0, "one\ntwo\nthree\n");
        await().until(() -> text(out).contains("exit status 0"));
        typing.store().change(tx -> tx.sessions().end(session, SessionState.ENDED, "landed"));

        assertThat(tail.join(Duration.ofSeconds(10))).isTrue();
        assertThat(text(out)).isEqualTo("== turn 1 ==\none\ntwo\nthree\n== turn 1 ended with exit status 0 ==\n");
    }

    @Test
    void whatWasWrittenBeforeTheFirstLookIsMarkedAsMissing() {
        LiveLines lines = new LiveLines();

        assertThat(lines.add(utf8("b\nc\nd"), 10_000)).isEqualTo("…\nb\nc\n");
        assertThat(lines.add(utf8("b\nc\nd"), 10_000)).isEmpty();
        assertThat(lines.add(utf8("d\n"), 10_001)).isEqualTo("d\n");
        assertThat(lines.finish("a\nb\nc\nd\ne\n")).isEqualTo("e\n");
    }

    private Typing.Answer log(String... more) {
        return session("log", more);
    }

    private void write(String text) {
        typing.agents.live().output(new EnvironmentJob(new EnvironmentId(1), branches.lastTurn(session)), utf8(text));
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }
}
