package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.RepoName;
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
                .isEqualTo("main is the default branch, which cannot be deleted: choose another first, with"
                        + " `repo default REPO BRANCH`");
        assertThat(judge(member(Role.ADMIN), "refs/heads/next", Kind.DELETE))
                .isEqualTo(
                        "other branches land on next, and none of them could after its deletion; to delete it anyway, add"
                                + " -o delete-target; to stop landing there first: repo target REPO next --remove");
        PushOptions options = new PushOptions(
                Optional.empty(), Allowance.UNLIMITED, Optional.empty(), Optional.empty(), List.of(), true, false);
        assertThat(judge(member(Role.ADMIN), "refs/heads/main", Kind.DELETE, options))
                .contains("cannot be deleted");
        assertThat(judge(member(Role.ADMIN), "refs/heads/next", Kind.DELETE, options))
                .isEqualTo("ok");
        assertThat(judge(member(Role.LAND), "refs/heads/next", Kind.DELETE, options))
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
        assertThat(judge(AGENT, "refs/heads/main", Kind.FAST_FORWARD)).contains("can push only to fix");
        assertThat(judge(AGENT, "refs/heads/fix2", Kind.CREATE)).contains("can push only to fix");
        assertThat(judge(AGENT, "refs/tags/v1", Kind.CREATE)).contains("can push only to fix");
    }

    @Test
    void anAgentSavesAtItsOwnPlaceAsOftenAsItLikesAndNowhereElse() {
        for (Kind kind : new Kind[] {Kind.CREATE, Kind.FAST_FORWARD, Kind.FORCE}) {
            assertThat(judge(AGENT, "refs/cook/autosave/7", kind)).isEqualTo("ok");
        }
        assertThat(judge(AGENT, "refs/cook/autosave/7", Kind.DELETE)).contains("removes it together with its branch");
        for (String other : new String[] {
            "refs/cook/autosave/8",
            "refs/cook/autosave/77",
            "refs/cook/autosave/07",
            "refs/cook/autosave/7/x",
            "refs/cook/autosave",
            "refs/cook/candidate"
        }) {
            assertThat(judge(AGENT, other, Kind.CREATE))
                    .contains("this environment can save only to refs/cook/autosave/7");
        }
        assertThat(judge(member(Role.ADMIN), "refs/cook/autosave/7", Kind.FORCE))
                .contains("reserved for Cook");
        assertThat(judge(Pusher.Judge.MUTE, "refs/cook/autosave/7", Kind.FORCE)).contains("reserved for Cook");
    }

    @Test
    void aGateMovesNothing() {
        assertThat(judge(Pusher.Judge.MUTE, "refs/heads/fix", Kind.CREATE)).contains("a gate cannot push");
    }

    @Test
    void aGateThatMayChangeTheCommitLeavesItsAnswerAtTheRefOfItsOwnRunAndNowhereElse() {
        Pusher gate = new Pusher.Judge(Optional.of("refs/cook/gates/7"));
        assertThat(judge(gate, "refs/cook/gates/7", Kind.CREATE)).isEqualTo("ok");
        assertThat(judge(gate, "refs/cook/gates/7", Kind.FORCE)).isEqualTo("ok");
        assertThat(judge(gate, "refs/cook/gates/7", Kind.DELETE)).contains("can push only its result");
        for (String other : new String[] {"refs/cook/gates/8", "refs/cook/gates/77", "refs/cook/candidate"}) {
            assertThat(judge(gate, other, Kind.CREATE)).contains("reserved for Cook");
        }
        assertThat(judge(gate, "refs/heads/fix", Kind.FAST_FORWARD))
                .contains("push only its result, to refs/cook/gates/7");
        assertThat(judge(Pusher.Judge.MUTE, "refs/cook/gates/7", Kind.CREATE)).contains("reserved for Cook");
        assertThat(judge(member(Role.ADMIN), "refs/cook/gates/7", Kind.CREATE)).contains("reserved for Cook");
    }

    @Test
    void nobodyWritesFossilsReplacementsOrCooksOwnRefs() {
        assertThat(judge(member(Role.ADMIN), "refs/fossils/1/fix", Kind.CREATE)).contains("fossils");
        assertThat(judge(member(Role.ADMIN), "refs/cook/x", Kind.CREATE)).contains("reserved for Cook");
        assertThat(judge(member(Role.ADMIN), "refs/replace/" + "a".repeat(40), Kind.CREATE))
                .contains("cannot be pushed");
        assertThat(judge(member(Role.ADMIN), "refs/for/main", Kind.CREATE)).contains("cannot be pushed");
    }

    @Test
    void aTwinInAnotherCaseIsRefused() {
        PushPolicy.Move move = new PushPolicy.Move(
                "refs/heads/Fix", Kind.CREATE, Optional.empty(), false, Optional.of("refs/heads/fix"));
        assertThat(word(PushPolicy.judge(situation(member(Role.WRITE), PushOptions.NONE, 0), move)))
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
                .isEqualTo("staging is not a target; choose one of: main, next, or add a target with `repo target`");
    }

    @Test
    void notesOfCookAreWrittenByNobodyElse() {
        assertThat(judge(member(Role.ADMIN), "refs/notes/cook/gates", Kind.CREATE))
                .contains("only Cook writes");
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
                .isEqualTo("no agent 'nobody' is configured; choose one of: claude, demo");
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
        assertThat(judge(AGENT, "refs/heads/fix", Kind.FAST_FORWARD, options))
                .contains("an agent cannot use push options");
    }

    @Test
    void aBranchThatIsOnItsWayIsNotOverwritten() {
        assertThat(judge(member(Role.ADMIN), "refs/heads/fix", Kind.DIVERGED))
                .contains("fetch, then push on top of them");
    }

    @Test
    void whatIsPushedAlongWithABranchMovesAsWithoutOptions() {
        PushOptions wait = new PushOptions(
                Optional.empty(), Allowance.UNLIMITED, Optional.empty(), Optional.empty(), List.of(), false, true);
        Pusher writer = member(Role.WRITE);
        assertThat(judge(writer, "refs/tags/v1", Kind.CREATE, wait, 1)).isEqualTo("ok");
        assertThat(judge(writer, "refs/heads/old", Kind.DELETE, wait, 1)).isEqualTo("ok");
        assertThat(judge(member(Role.LAND), "refs/heads/main", Kind.FAST_FORWARD, wait, 1))
                .isEqualTo("ok");
        assertThat(judge(writer, "refs/heads/main", Kind.FAST_FORWARD, wait, 1))
                .as("options give nobody a right")
                .contains("needs the land role");
        assertThat(judge(writer, "refs/heads/fix", Kind.CREATE, wait, 1)).isEqualTo("ok");
        assertThat(judge(writer, "refs/heads/fix", Kind.CREATE, wait, 2))
                .isEqualTo("-o agent and -o wait apply to one branch, and this push has 2; push each branch alone");
        assertThat(judge(writer, "refs/tags/v1", Kind.CREATE, wait, 0))
                .isEqualTo("push options apply only to a branch that is created or updated");
        assertThat(judge(member(Role.LAND), "refs/heads/main", Kind.FAST_FORWARD, wait, 0))
                .startsWith("push options cannot apply to the target branch main;");
    }

    private static Pusher member(Role role) {
        return new Pusher.Member(role);
    }

    private static String judge(Pusher pusher, String ref, Kind kind) {
        return judge(pusher, ref, kind, PushOptions.NONE);
    }

    private static String judge(Pusher pusher, String ref, Kind kind, PushOptions options) {
        return judge(pusher, ref, kind, options, PushPolicy.fitsOptions(ref, kind, List.of(MAIN)) ? 1 : 0);
    }

    private static String judge(Pusher pusher, String ref, Kind kind, PushOptions options, int branches) {
        return word(PushPolicy.judge(
                situation(pusher, options, branches),
                new PushPolicy.Move(ref, kind, Optional.empty(), false, Optional.empty())));
    }

    private static PushPolicy.Situation situation(Pusher pusher, PushOptions options, int branches) {
        return new PushPolicy.Situation(
                new RepoName("thing"),
                pusher,
                List.of(MAIN, new BranchName("next")),
                options,
                branches,
                Set.of("demo", "claude"),
                Optional.empty(),
                Optional.empty());
    }

    private static String word(PushPolicy.Verdict verdict) {
        return switch (verdict) {
            case PushPolicy.Verdict.Accept accept -> "ok";
            case PushPolicy.Verdict.Reject reject -> reject.reason();
        };
    }
}
