package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.transcript.Conversation.Entry;
import dev.cook.agents.transcript.Conversation.Result;
import dev.cook.domain.ToolKind;
import dev.cook.domain.TranscriptEntry;
import dev.cook.domain.Update;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A turn as people read it on its page. */
class ConversationTest {
    private static final String BASH = "{\"command\":\"make test\"}";

    private static Optional<Conversation> of(Update... updates) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Update update : updates) {
            lines.writeBytes(TranscriptJson.line(new TranscriptEntry(1, Optional.empty(), update)));
            lines.write('\n');
        }
        return Conversation.of(lines.toByteArray());
    }

    private static Update.ToolCall call(String id) {
        return new Update.ToolCall(id, "Bash", ToolKind.of("execute"), BASH);
    }

    @Test
    void resultsStandBesideTheirCallsThoughTheyComeInAnotherOrder() {
        Conversation turn = of(
                        new Update.Prompt("mend it"),
                        new Update.Message("I look.\n"),
                        call("1"),
                        call("2"),
                        new Update.ToolResult("2", true, "second"),
                        new Update.ToolResult("1", false, "first\n"),
                        new Update.ToolResult("1", false, "again"))
                .orElseThrow();

        assertThat(turn.entries())
                .containsExactly(
                        new Entry.Told("mend it"),
                        new Entry.Said("I look."),
                        new Entry.Tool("$ make test", Optional.of(new Result(false, "first"))),
                        new Entry.Tool("$ make test", Optional.of(new Result(true, "second"))),
                        new Entry.Tool("result of an earlier call", Optional.of(new Result(false, "again"))));
        assertThat(turn.earlier()).isFalse();
    }

    @Test
    void aCallWithoutAResultSaysSo() {
        assertThat(of(call("1")).orElseThrow().entries())
                .containsExactly(new Entry.Tool("$ make test", Optional.empty()));
    }

    @Test
    void nothingInItTurnsOrMovesWhatIsRead() {
        Conversation turn = of(
                        new Update.Message("a\u202eb\u001b[2Jc"),
                        new Update.Plan(List.of(new Update.Step("do\u2066 it", "completed"))))
                .orElseThrow();

        assertThat(turn.entries())
                .containsExactly(
                        new Entry.Said("a\uFFFDbc"),
                        new Entry.Plan(List.of(new Update.Step("do\uFFFD it", "completed"))));
    }

    @Test
    void ofALongTurnTheEndIsShown() {
        Update[] updates = new Update[3_000];
        for (int i = 0; i < updates.length; i++) {
            updates[i] = new Update.Message("message " + i);
        }
        Conversation turn = of(updates).orElseThrow();

        assertThat(turn.earlier()).isTrue();
        assertThat(turn.entries()).hasSize(2_000).last().isEqualTo(new Entry.Said("message 2999"));
        Conversation huge = of(
                        new Update.Message("before"),
                        new Update.Message("x".repeat(1 << 20)),
                        new Update.Message("after"))
                .orElseThrow();
        assertThat(huge.entries()).containsExactly(new Entry.Said("after"));
        assertThat(huge.earlier()).isTrue();
    }

    @Test
    void aTerminalAloneIsNoConversation() {
        assertThat(of(new Update.Prompt("go"), new Update.Terminal("$ ls"))).isEmpty();
    }
}
