package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Caller;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRunState;
import dev.cook.domain.RefChange;
import dev.cook.domain.SessionId;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.TestBranches;
import dev.cook.sshd.Typing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BranchCommandsTest {
    @TempDir
    Path data;

    private Typing typing;
    private TestBranches sample;
    private Caller.AccountCaller ann;
    private Caller.AccountCaller bob;

    @BeforeEach
    void open() {
        typing = new Typing(data);
        sample = new TestBranches(typing);
        ann = typing.person("ann", false, true);
        bob = typing.person("bob", false, false);
        typing.type(ann, "repo", "create", "thing");
    }

    @AfterEach
    void close() {
        typing.close();
    }

    @Test
    void aBranchIsListedAndShownWithWhatItWaitsForAndWhatJudgedIt() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        SessionId session = sample.session(branch);
        CandidateId candidate = sample.candidate(branch);
        sample.judged(branch, candidate, "test", GateRunState.FAILED, "exit status 1", "boom\n");
        typing.store().change(tx -> tx.branches().waitFor(branch.id(), "demo asks: which one?"));

        assertThat(typing.type(ann, "branch", "list").out())
                .containsPattern("fix +active +main +demo +ann")
                .contains("demo asks: which one?");
        assertThat(typing.type(ann, "branch", "show", "fix").out())
                .contains("branch     fix in thing\n")
                .contains("waits for  demo asks: which one?\n")
                .contains("task       demo: make the tests pass\n")
                .contains("session    " + session + ": demo running\n")
                .contains("candidate  cccccccccc open\n")
                .contains("gate     test failed: exit status 1")
                .contains("ann started fix for main (lands on request)")
                .contains("page       http://cook.test/thing/branches/fix\n");
        assertThat(typing.type(ann, "branch", "show", "thing", "fix", "--json").out())
                .contains("\"waitsFor\" : \"demo asks: which one?\"")
                .contains("\"reason\" : \"exit status 1\"");
        assertThat(typing.type(ann, "branch", "show", "fxi").status()).isEqualTo(3);
        assertThat(typing.type(ann, "branch", "show", "main").err()).contains("land on");
    }

    @Test
    void whatMayNotBeSeenLooksLikeWhatIsNotThere() throws IOException {
        SessionId session = sample.session(sample.branch("thing", "fix"));

        Typing.Answer hidden = typing.type(bob, "branch", "show", "thing", "fix");
        assertThat(hidden.status()).isEqualTo(3);
        assertThat(hidden.err())
                .isEqualTo(
                        typing.type(bob, "branch", "show", "thinc", "fix").err().replace("thinc", "thing"));
        Typing.Answer noSession = typing.type(bob, "session", "log", session.toString());
        assertThat(noSession.status()).isEqualTo(3);
        assertThat(noSession.err())
                .isEqualTo(typing.type(bob, "session", "log", "99").err().replace("99", session.toString()));
        assertThat(typing.type(bob, "branch", "list").status()).isEqualTo(2);
    }

    @Test
    void landingNeedsItsRoleAndABranchThatIsNotWorkedOn() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        SessionId session = sample.session(branch);
        typing.type(ann, "repo", "role", "thing", "bob", "write");

        assertThat(typing.type(bob, "branch", "land", "fix").err()).contains("needs the land role");
        assertThat(typing.type(ann, "branch", "land", "fix").status()).isEqualTo(4);
        assertThat(typing.type(bob, "session", "kill", session.toString()).status())
                .isZero();
        assertThat(typing.type(ann, "branch", "land", "fix").out()).contains("when its gates pass");
        assertThat(state(branch)).isEqualTo(BranchState.QUEUED);
        assertThat(typing.type(bob, "session", "kill", session.toString()).status())
                .isEqualTo(4);
    }

    @Test
    void anAbandonedBranchIsAFossilThatTellsWhy() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        SessionId session = sample.session(branch);
        sample.endTurn(session, 1, "I \033[31mfailed\033[0m\n");

        Typing.Answer answer = typing.type(ann, "branch", "abandon", "thing", "fix", "--reason", "done otherwise");

        assertThat(answer.out()).startsWith("abandoned; archived as fossil 1 (thing, fix, commit ");
        assertThat(state(branch)).isEqualTo(BranchState.ABANDONED);
        assertThat(typing.type(ann, "branch", "abandon", "fix").status()).isEqualTo(4);
        assertThat(typing.type(ann, "branch", "list").out()).isEmpty();
        assertThat(typing.type(ann, "branch", "list", "--all").out()).contains("abandoned");
        assertThat(typing.type(ann, "fossil", "show", "1").out())
                .contains("by ann\n")
                .contains("task       demo: make the tests pass\n")
                .contains("  turn     1 ended with exit status 1")
                .contains("comment    done otherwise (ann)\n")
                .contains("git fetch http://cook.test/thing.git refs/fossils/1/fix\n");
        assertThat(typing.type(ann, "fossil", "show", "1", "--json").out()).contains("\"startedBy\" : \"ann\"");
        assertThat(typing.type(
                                ann,
                                "fossil",
                                "show",
                                "thing",
                                "1",
                                "--file",
                                "sessions/" + session + "/transcript.jsonl")
                        .out())
                .contains("I failed");
        assertThat(typing.type(ann, "fossil", "show", "1", "--file", "nothing").status())
                .isEqualTo(3);
    }

    @Test
    void gatesAreListedReadAndRunAgain() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        CandidateId old = sample.candidate(branch);
        sample.judged(branch, old, "test", GateRunState.PASSED, "ok", "fine\n");
        sample.close(old, CandidateState.STALE);
        CandidateId newest = sample.candidate(branch);
        String run = sample.judged(branch, newest, "test", GateRunState.FAILED, "exit status 1", "2 \033[1mred\033[0m")
                .toString();
        sample.close(newest, CandidateState.FAILED);

        assertThat(typing.type(ann, "gate", "list", "fix").out().lines())
                .hasSize(3)
                .element(1)
                .asString()
                .contains("failed");
        assertThat(typing.type(ann, "gate", "log", run).out()).isEqualTo("2 red\n");
        assertThat(typing.type(ann, "gate", "log", run, "--json").out()).contains("\"output\" : \"2 red\"");
        assertThat(typing.type(bob, "gate", "log", run).status()).isEqualTo(3);
        assertThat(typing.type(ann, "gate", "run", "fix", "tset").err()).contains("no gate 'tset'");
        assertThat(typing.type(ann, "gate", "run", "thing", "fix", "test").out())
                .startsWith("queued test for fix (thing, fix, commit ");
        assertThat(typing.type(ann, "gate", "run", "thing", "fix").status()).isEqualTo(4);
        assertThat(typing.type(ann, "gate", "list", "fix").out()).contains("queued");
    }

    @Test
    void whatMayBeARepositoryOrABranchIsNotGuessed() throws IOException {
        Branch thing = sample.branch("thing", "thing");
        sample.branch("thing", "fix");

        Typing.Answer run = typing.type(ann, "gate", "run", "thing", "fix");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "'thing' is a repository and also a branch in it",
                        "all gates of the branch fix: gate run --repo thing fix",
                        "the gate fix of the branch thing: gate run --repo thing thing fix");
        assertThat(typing.type(ann, "gate", "run", "--repo", "thing", "fix").err())
                .contains("gate list thing fix");
        assertThat(typing.type(ann, "gate", "run", "--repo", "thing", "thing", "fix")
                        .err())
                .contains("gate list thing thing");
        Typing.Answer check = typing.type(ann, "gate", "check", "thing");
        assertThat(check.status()).isEqualTo(2);
        assertThat(check.err()).contains("'thing' is a repository and also a branch or tag in it");
        assertThat(typing.type(ann, "gate", "check", "--repo", "thing", "thing").out())
                .contains("cook.toml of thing in thing is valid");

        typing.store().change(tx -> tx.refs()
                .move(thing.repo(), List.of(RefChange.create("refs/tags/fix", TestBranches.TARGET, "test")), "ann"));
        assertThat(typing.type(ann, "gate", "check", "thing", "fix").err())
                .contains("'fix' is a branch and also a tag in thing", "refs/heads/fix or refs/tags/fix");
        assertThat(typing.type(ann, "gate", "check", "thing", "refs/heads/fix").status())
                .isZero();
    }

    @Test
    void aNumberMayBeASessionOrABranchAndIsNotGuessedByWhoAttaches() throws IOException {
        SessionId session = sample.session(sample.branch("thing", "fix"));
        sample.session(sample.branch("thing", session.toString()));

        assertThat(attach(session.toString()))
                .contains(
                        session + " is a session on fix and also a branch",
                        "attach --session " + session + ", or attach thing " + session);
        assertThat(attach("thing", session.toString())).doesNotContain("which one?");
    }

    private String attach(String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandIo io = new CommandIo(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, Map.of("TERM", "xterm"), true);
        List<String> all = new ArrayList<>(List.of("attach", "--write"));
        all.addAll(List.of(words));
        typing.run(ann, all, io);
        io.flush();
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerThatChangesSomethingNamesRepositoryBranchAndCommit() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        SessionId session = sample.session(branch);
        String about = " (thing, fix, commit " + branch.startedFrom().hex().substring(0, 10) + ")\n";

        assertThat(typing.type(ann, "branch", "hold", "fix", "--reason", "later")
                        .out())
                .isEqualTo("fix is on hold; release it with `branch hold thing fix --release`" + about);
        assertThat(typing.type(ann, "session", "kill", session.toString()).out())
                .endsWith(about);
        assertThat(typing.type(ann, "branch", "land", "fix", "--json").out())
                .contains("\"repo\" : \"thing\"", "\"commit\" : \"" + branch.startedFrom() + "\"");
    }

    @Test
    void whyNoGateRanIsToldAsItIs() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        assertThat(typing.type(ann, "gate", "list", "fix").err()).contains("once the author says");
        typing.store().change(tx -> {
            tx.branches().markDone(branch.id());
            tx.branches().waitFor(branch.id(), "the gates of main cannot be read: cook.toml:1:1: not valid");
        });
        assertThat(typing.type(ann, "gate", "list", "fix").err())
                .contains("no gates have run yet; waiting for a person: the gates of main cannot be read")
                .doesNotContain("the author says");
    }

    @Test
    void aHoldIsToldWhereverTheBranchIsTold() throws IOException {
        Branch branch = sample.branch("thing", "fix");
        typing.type(ann, "branch", "hold", "fix", "--reason", "not before the release");
        String held = "held by ann: not before the release";

        assertThat(typing.type(ann, "branch", "list").out()).contains(held);
        assertThat(typing.type(ann, "branch", "list", "--json").out())
                .contains("\"heldBy\" : \"ann: not before the release\"");
        assertThat(typing.type(ann, "branch", "show", "fix").out()).contains("held by    ann: not before the release");
        assertThat(typing.type(ann, "branch", "show", "fix", "--json").out())
                .contains("\"heldBy\" : \"ann: not before the release\"");
        assertThat(typing.type(ann, "queue", "explain", "fix").out())
                .as("while it is still in progress")
                .contains("held by    ann: not before the release");
        typing.store().change(tx -> tx.branches().waitFor(branch.id(), "demo asks: which one?"));
        assertThat(typing.type(ann, "branch", "list").out()).contains(held + "; demo asks");

        assertThat(typing.type(ann, "branch", "land", "fix").out())
                .contains("fix is queued", "not before it is released; held by ann: not before the release");
        assertThat(typing.type(ann, "queue", "show", "--json").out())
                .contains("\"heldBy\" : \"ann: not before the release\"");
        assertThat(typing.type(ann, "queue", "explain", "fix", "--json").out())
                .contains("\"heldBy\" : \"ann: not before the release\"");
        typing.type(ann, "branch", "abandon", "fix");
        assertThat(typing.type(ann, "branch", "list", "--all").out())
                .as("what is over cannot be held")
                .doesNotContain("held by");
    }

    private BranchState state(Branch branch) {
        return typing.store()
                .read(tx -> tx.branches().get(branch.id()).orElseThrow().state());
    }
}
