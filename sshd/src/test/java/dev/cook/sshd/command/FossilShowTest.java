package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.Caller;
import dev.cook.domain.Fossil;
import dev.cook.domain.FossilReason;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.sshd.TestBranches;
import dev.cook.sshd.Typing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FossilShowTest {
    private static final String STORY = """
            {"format": 1, "branch": "fix", "reason": "landed", "why": "landed on main", "by": "chief", "target": "main",
             "landedAs": "cccccccccccccccccccccccccccccccccccccccc", "startedBy": "ann", "startedAt": "2026-11-23T12:00:00Z",
             "task": {"agent": "demo", "prompt": "make the tests pass\\u001b[31m"},
             "sessions": [{"session": 7, "agent": "demo", "turns": [{"turn": 1, "exitStatus": 0}, {"turn": 2}]}],
             "candidates": [
               {"targetTip": "aaaaaaaaaaaaaaaa", "state": "conflicting", "conflicts": ["a.txt"], "gates": []},
               {"commit": "cccccccccccccccc", "targetTip": "aaaaaaaaaaaaaaaa", "state": "landed", "conflicts": [],
                "gates": [{"run": 3, "gate": "test", "result": "passed", "reason": "exit status 0"}]}]}
            """;

    @TempDir
    Path data;

    @Test
    void aLandedFossilTellsWhoWantedItWhatJudgedItAndWhoLetItIn() throws Exception {
        try (Typing typing = new Typing(data)) {
            TestBranches branches = new TestBranches(typing);
            Caller.AccountCaller ann = typing.person("ann", false, true);
            typing.type(ann, "repo", "create", "thing");
            Repo repo = branches.repo("thing");
            Branch branch = branches.branch("thing", "fix");
            Oid tip = branch.startedFrom();
            Fossil fossil = typing.store().write(tx -> tx.fossils()
                    .add(repo.id(), "fix", tip, FossilReason.LANDED, Optional.of(branch.id()), "chief"));
            branches.story(
                    repo,
                    tip,
                    fossil.ref(),
                    Map.of(
                            "fossil.json", STORY.getBytes(StandardCharsets.UTF_8),
                            "gates/3-test.log", "1 passed".getBytes(StandardCharsets.UTF_8)));

            assertThat(typing.type(ann, "fossil", "show", "1").out())
                    .contains("started    2026-11-23T12:00:00Z by ann\n")
                    .contains("task       demo: make the tests pass\uFFFD[31m\n")
                    .contains("  turn     1 ended with exit status 0\n  turn     2 never reported its end\n")
                    .contains("candidate  - on aaaaaaaaaa, conflicting in a.txt\n")
                    .contains("candidate  cccccccccc on aaaaaaaaaa, landed\n")
                    .contains("  gate     test passed: exit status 0\n")
                    .contains("landed     on main as " + "c".repeat(40) + ", queued by chief\n")
                    .contains("file       gates/3-test.log\n");
            assertThat(typing.type(ann, "fossil", "show", "1", "--json").out()).contains("\"landedAs\" : \"cccc");
            assertThat(typing.type(ann, "fossil", "show", "1", "--file", "gates/3-test.log")
                            .out())
                    .isEqualTo("1 passed");
        }
    }
}
