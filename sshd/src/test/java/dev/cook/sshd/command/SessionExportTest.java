package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Caller;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.sshd.ExitCode;
import dev.cook.sshd.Typing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionExportTest extends OneSession {
    private void endTurn(String recording, String transcript) {
        JobId job = branches.lastTurn(session);
        typing.store().change(tx -> {
            tx.jobs().markEnded(job, 0, Optional.empty(), new JobOutput(new byte[0], utf8(recording), false));
            tx.transcripts().keep(job, utf8(transcript));
        });
    }

    private Typing.Answer export(String... options) {
        return session("export", options);
    }

    private void twoTurns() {
        endTurn("""
                {"version":3,"term":{"cols":80,"rows":24},"timestamp":7,"title":"job 1"}
                [0.500000,"o","one"]
                [0.250000,"x","0"]
                """, """
                {"turn":1,"update":"prompt","text":"do it"}
                {"turn":1,"at":1.5,"update":"agent_message","text":"# Turn 9\\n**done**"}
                {"turn":1,"update":"tool_call","tool":"Bash","input":"echo ```` "}
                """);
        branches.nextTurn(session);
        endTurn("""
                {"version":3,"term":{"cols":100,"rows":30},"timestamp":9,"title":"job 2"}
                [0.125000,"o","two"]
                [0.125000,"x","1"]
                """, """
                {"turn":2,"update":"usage","model":"m","input":1200,"reportedUsd":0.5}
                """);
    }

    @Test
    void turnsBecomeOneRecordingWithAMarkBetween() {
        twoTurns();
        assertThat(export("--format", "cast-v3").out()).isEqualTo("""
                {"version":3,"term":{"cols":80,"rows":24},"timestamp":7,"title":"session 1"}
                [0.500000,"o","one"]
                [1.250000,"m","turn 2"]
                [0.000000,"r","100x30"]
                [0.000000,"o","\\u001Bc"]
                [0.125000,"o","two"]
                [0.125000,"x","1"]
                """);
        assertThat(export("--format", "cast").out()).isEqualTo("""
                {"version":2,"width":80,"height":24,"timestamp":7,"title":"session 1"}
                [0.500000,"o","one"]
                [1.750000,"m","turn 2"]
                [1.750000,"r","100x30"]
                [1.750000,"o","\\u001Bc"]
                [1.875000,"o","two"]
                """);
    }

    @Test
    void nothingThatAnAgentSaysCanPassForAHeading() {
        twoTurns();
        assertThat(export().out()).isEqualTo("""
                # session 1

                ## Turn 1

                **Prompt**

                > do it

                **Agent** (1.5 s)

                > # Turn 9
                > **done**

                **Tool Bash**

                `````
                echo ````
                `````

                ## Turn 2

                **Usage of m: 1,200 input, 0.50 USD reported**
                """);
    }

    @Test
    void oneTurnCanBeExportedAndOneThatRunsIsLeftOut() {
        assertThat(export().status()).isEqualTo(ExitCode.NOT_FOUND.code());
        twoTurns();
        branches.nextTurn(session);
        assertThat(export("--format", "jsonl", "--turn", "2").out().lines()).hasSize(1);
        assertThat(export("--format", "jsonl").out().lines()).hasSize(4);
        assertThat(export("--turn", "3").err()).contains("has no turn 3 that has ended");
        assertThat(export("--format", "html").status()).isEqualTo(ExitCode.USAGE.code());
        assertThat(export("--format", "jsonl", "--json").out()).contains("\"turns\" : [ 1, 2 ]", "\"content\" : \"{");
    }

    @Test
    void whoMayNotSeeARepositoryCanNeitherExportNorAddItUp() {
        twoTurns();
        Caller.AccountCaller bob = typing.person("bob", false, false);
        assertThat(typing.type(bob, "session", "export", session.toString()).status())
                .isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(typing.type(bob, "usage").out()).isEmpty();
        assertThat(typing.type(bob, "usage", "--repo", "thing").status()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(typing.type(ann, "usage", "--by", "agent").out())
                .contains("demo", "unknown")
                .contains("AGENT");
        for (List<String> bad : List.of(List.of("--by", "moon"), List.of("--since", "yesterday"))) {
            assertThat(typing.type(ann, "usage", bad.getFirst(), bad.getLast()).status())
                    .isEqualTo(ExitCode.USAGE.code());
        }
    }
}
