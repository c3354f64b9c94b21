package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.hooks.PushPolicy.Kind;
import dev.cook.hooks.PushPolicy.Pusher;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PushPolicyTest {
    private static final BranchName MAIN = new BranchName("main");
    private static final Pusher AGENT = new Pusher.Agent(new BranchName("fix"), new SessionId(7), Optional.empty());

    @Test
    void aWriterPushesBranchesButNotTheTarget() {
        assertThat(judge(member(Role.WRITE), "refs/heads/fix", Kind.CREATE)).isEqualTo("ok");
        assertThat(judge(member(Role.WRITE), "refs/heads/main", Kind.FAST_FORWARD))
                .contains("land role");
        assertThat(judge(member(Role.LAND), "refs/heads/main", Kind.FAST_FORWARD))
                .isEqualTo("ok");
    }

    @Test
    void onlyAnAdminRewritesTheTarget() {
        assertThat(judge(member(Role.LAND), "refs/heads/main", Kind.FORCE)).contains("only an admin");
        assertThat(judge(member(Role.LAND), "refs/heads/main", Kind.DELETE)).contains("only an admin");
        assertThat(judge(member(Role.ADMIN), "refs/heads/main", Kind.FORCE)).isEqualTo("ok");
    }

    @Test
    void aTargetIsDeletedOnlyWhereThePushSaysSo() {
        assertThat(judge(member(Role.ADMIN), "refs/heads/main", Kind.DELETE))
                .isEqualTo(
                        "main is where branches land, and without it none of those on their way could; if that is meant,"
                                + " add -o delete-target");
        PushOptions options = new PushOptions(
                Optional.empty(), Allowance.UNLIMITED, Optional.empty(), Optional.empty(), List.of(), true, false);
        assertThat(judge(member(Role.ADMIN), "refs/heads/main", Kind.DELETE, options))
                .isEqualTo("ok");
        assertThat(judge(member(Role.LAND), "refs/heads/main", Kind.DELETE, options))
                .contains("only an admin");
        assertThat(judge(member(Role.WRITE), "refs/heads/fix", Kind.DELETE)).isEqualTo("ok");
    }

    @Test
    void aReaderPushesNothing() {
        assertThat(judge(member(Role.READ), "refs/heads/fix", Kind.CREATE)).contains("write role");
    }

    @Test
    void anAgentMovesItsOwnBranchAndNothingElse() {
        assertThat(judge(AGENT, "refs/heads/fix", Kind.FAST_FORWARD)).isEqualTo("ok");
        assertThat(judge(AGENT, "refs/heads/fix", Kind.FORCE)).isEqualTo("ok");
        assertThat(judge(AGENT, "refs/heads/fix", Kind.DELETE)).contains("cannot delete");
        assertThat(judge(AGENT, "refs/heads/main", Kind.FAST_FORWARD)).contains("fix and nothing else");
        assertThat(judge(AGENT, "refs/heads/fix2", Kind.CREATE)).contains("nothing else");
        assertThat(judge(AGENT, "refs/tags/v1", Kind.CREATE)).contains("nothing else");
    }

    @Test
    void anAgentSavesAtItsOwnPlaceAsOftenAsItLikesAndNowhereElse() {
        for (Kind kind : new Kind[] {Kind.CREATE, Kind.FAST_FORWARD, Kind.FORCE}) {
            assertThat(judge(AGENT, "refs/cook/autosave/7", kind)).isEqualTo("ok");
        }
        assertThat(judge(AGENT, "refs/cook/autosave/7", Kind.DELETE)).contains("removed with its branch");
        for (String other : new String[] {
            "refs/cook/autosave/8",
            "refs/cook/autosave/77",
            "refs/cook/autosave/07",
            "refs/cook/autosave/7/x",
            "refs/cook/autosave",
            "refs/cook/candidate"
        }) {
            assertThat(judge(AGENT, other, Kind.CREATE)).contains("may save at refs/cook/autosave/7 and nowhere else");
        }
        assertThat(judge(member(Role.ADMIN), "refs/cook/autosave/7", Kind.FORCE))
                .contains("Cook's own");
        assertThat(judge(Pusher.Judge.MUTE, "refs/cook/autosave/7", Kind.FORCE)).contains("Cook's own");
    }

    @Test
    void aGateMovesNothing() {
        assertThat(judge(Pusher.Judge.MUTE, "refs/heads/fix", Kind.CREATE)).contains("may push nothing");
    }

    @Test
    void aGateThatMayChangeTheCommitLeavesItsAnswerAtTheRefOfItsOwnRunAndNowhereElse() {
        Pusher gate = new Pusher.Judge(Optional.of("refs/cook/gates/7"));
        assertThat(judge(gate, "refs/cook/gates/7", Kind.CREATE)).isEqualTo("ok");
        assertThat(judge(gate, "refs/cook/gates/7", Kind.FORCE)).isEqualTo("ok");
        assertThat(judge(gate, "refs/cook/gates/7", Kind.DELETE)).contains("push nothing else");
        for (String other : new String[] {"refs/cook/gates/8", "refs/cook/gates/77", "refs/cook/candidate"}) {
            assertThat(judge(gate, other, Kind.CREATE)).contains("Cook's own");
        }
        assertThat(judge(gate, "refs/heads/fix", Kind.FAST_FORWARD))
                .contains("refs/cook/gates/7 and push nothing else");
        assertThat(judge(Pusher.Judge.MUTE, "refs/cook/gates/7", Kind.CREATE)).contains("Cook's own");
        assertThat(judge(member(Role.ADMIN), "refs/cook/gates/7", Kind.CREATE)).contains("Cook's own");
    }

    @Test
    void nobodyWritesFossilsReplacementsOrCooksOwnRefs() {
        assertThat(judge(member(Role.ADMIN), "refs/fossils/1/fix", Kind.CREATE)).contains("fossils");
        assertThat(judge(member(Role.ADMIN), "refs/cook/x", Kind.CREATE)).contains("Cook's own");
        assertThat(judge(member(Role.ADMIN), "refs/replace/" + "a".repeat(40), Kind.CREATE))
                .contains("no place");
        assertThat(judge(member(Role.ADMIN), "refs/for/main", Kind.CREATE)).contains("no place");
    }

    @Test
    void aTwinInAnotherCaseIsRefused() {
        PushPolicy.Move move = new PushPolicy.Move(
                "refs/heads/Fix", Kind.CREATE, Optional.empty(), false, Optional.of("refs/heads/fix"));
        assertThat(word(PushPolicy.judge(situation(member(Role.WRITE), PushOptions.NONE), move)))
                .contains("differs only in case");
    }

    @Test
    void landingByItselfNeedsTheLandRole() {
        PushOptions options = new PushOptions(
                Optional.empty(),
                Allowance.UNLIMITED,
                Optional.of(Landing.AUTO),
                Optional.empty(),
                List.of(),
                false,
                false);
        assertThat(judge(member(Role.WRITE), "refs/heads/fix", Kind.CREATE, options))
                .contains("land=ask");
        assertThat(judge(member(Role.LAND), "refs/heads/fix", Kind.CREATE, options))
                .isEqualTo("ok");
    }

    @Test
    void aBranchLandsOnlyOnATarget() {
        PushOptions options = new PushOptions(
                Optional.empty(),
                Allowance.UNLIMITED,
                Optional.of(Landing.ASK),
                Optional.of(new BranchName("staging")),
                List.of(),
                false,
                false);
        assertThat(judge(member(Role.WRITE), "refs/heads/fix", Kind.CREATE, options))
                .isEqualTo("nothing lands on staging; targets are: main (`repo target` makes more)");
    }

    @Test
    void notesOfCookAreWrittenByNobodyElse() {
        assertThat(judge(member(Role.ADMIN), "refs/notes/cook/gates", Kind.CREATE))
                .contains("written by Cook alone");
        assertThat(judge(member(Role.WRITE), "refs/notes/commits", Kind.CREATE)).isEqualTo("ok");
    }

    @Test
    void anUnknownAgentIsRefusedWithThoseThatThereAre() {
        PushOptions options = new PushOptions(
                Optional.of(new Branch.Task("nobody", "x", Optional.empty())),
                Allowance.UNLIMITED,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                false);
        assertThat(judge(member(Role.WRITE), "refs/heads/fix", Kind.CREATE, options))
                .isEqualTo("no agent 'nobody' is configured; there are: claude, demo");
    }

    @Test
    void anAgentsOwnPushStartsNoAgents() {
        PushOptions options = new PushOptions(
                Optional.of(new Branch.Task("demo", "x", Optional.empty())),
                Allowance.UNLIMITED,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                false);
        assertThat(judge(AGENT, "refs/heads/fix", Kind.FAST_FORWARD, options)).contains("for people");
    }

    @Test
    void aBranchThatIsOnItsWayIsNotOverwritten() {
        assertThat(judge(member(Role.ADMIN), "refs/heads/fix", Kind.DIVERGED)).contains("fetch it and push on top");
    }

    private static Pusher member(Role role) {
        return new Pusher.Member(role);
    }

    private static String judge(Pusher pusher, String ref, Kind kind) {
        return judge(pusher, ref, kind, PushOptions.NONE);
    }

    private static String judge(Pusher pusher, String ref, Kind kind, PushOptions options) {
        return word(PushPolicy.judge(
                situation(pusher, options), new PushPolicy.Move(ref, kind, Optional.empty(), false, Optional.empty())));
    }

    private static PushPolicy.Situation situation(Pusher pusher, PushOptions options) {
        return new PushPolicy.Situation(
                pusher, List.of(MAIN), options, 1, Set.of("demo", "claude"), Optional.empty(), Optional.empty());
    }

    private static String word(PushPolicy.Verdict verdict) {
        return switch (verdict) {
            case PushPolicy.Verdict.Accept accept -> "ok";
            case PushPolicy.Verdict.Reject reject -> reject.reason();
        };
    }
}
