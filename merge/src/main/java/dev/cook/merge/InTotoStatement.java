package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.Fossil;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.store.Tx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What is said of a landing, as an in-toto statement: which gates judged what, and who let it land. */
final class InTotoStatement {
    /** Names the shape of the predicate; a change of its meaning gets another number. */
    static final String PREDICATE = "urn:cook:landing:v1";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private InTotoStatement() {}

    static byte[] of(Tx tx, Candidate candidate) {
        Repo repo = tx.repos().get(candidate.repo()).orElseThrow();
        List<Map<String, Object>> subjects = new ArrayList<>();
        for (Oid commit : commits(candidate)) {
            subjects.add(Map.of(
                    "name",
                    repo.name() + " " + candidate.target().ref(),
                    "digest",
                    Map.of(commit.hex().length() == 40 ? "sha1" : "sha256", commit.hex())));
        }
        Map<String, Object> predicate = new LinkedHashMap<>();
        predicate.put("target", candidate.target().value());
        predicate.put("landed", head(candidate).hex());
        predicate.put("on", candidate.base().hex());
        predicate.put("definitionsFrom", candidate.base().hex());
        predicate.put("builtAt", candidate.builtAt().toString());
        predicate.put(
                "branches",
                candidate.members().stream().map(member -> branch(tx, member)).toList());
        List<GateRun> runs = tx.gateRuns().latest(candidate.id());
        Map<GateRunId, List<GateAnswer>> answers =
                tx.gateAnswers().counted(runs.stream().map(GateRun::id).toList());
        predicate.put(
                "gates",
                runs.stream()
                        .map(run -> gate(run, answers.getOrDefault(run.id(), List.of())))
                        .toList());
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", "https://in-toto.io/Statement/v1");
        statement.put("subject", subjects);
        statement.put("predicateType", PREDICATE);
        statement.put("predicate", predicate);
        return JSON.writeValueAsString(statement).getBytes(StandardCharsets.UTF_8);
    }

    /** The commits that it is about: what the target became, and what each branch in it added. */
    static List<Oid> commits(Candidate candidate) {
        List<Oid> commits = new ArrayList<>(List.of(head(candidate)));
        candidate.members().stream()
                .flatMap(member -> member.commit().stream())
                .filter(commit -> !commits.contains(commit))
                .forEach(commits::add);
        return commits;
    }

    private static Oid head(Candidate candidate) {
        return candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " landed without a commit"));
    }

    private static Map<String, Object> branch(Tx tx, Candidate.Member member) {
        Branch branch = tx.branches().get(member.branch()).orElseThrow();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", branch.name().value());
        json.put("tip", member.tip().hex());
        json.put("startedBy", branch.startedBy());
        branch.task().ifPresent(task -> json.put("agent", task.agent()));
        branch.landBy().ifPresent(by -> json.put("letInBy", by));
        tx.fossils().ofBranch(branch.id()).stream()
                .map(Fossil::ref)
                .reduce((_, later) -> later)
                .ifPresent(ref -> json.put("fossil", ref));
        return json;
    }

    private static Map<String, Object> gate(GateRun run, List<GateAnswer> answers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", run.name());
        json.put("kind", run.kind().word());
        json.put("run", run.id().value());
        json.put("result", run.state().word());
        json.put("required", run.required());
        json.put("definitionSha256", sha256(run.definition()));
        run.commit().map(Oid::hex).ifPresent(commit -> json.put("commit", commit));
        run.result().map(Oid::hex).ifPresent(commit -> json.put("answeredWith", commit));
        run.answeredBy().ifPresent(other -> json.put("answeredByRun", other.value()));
        if (run.flake()) {
            json.put("flake", true);
        }
        run.reason().ifPresent(why -> json.put("reason", why));
        put(json, "startedAt", run.startedAt());
        put(json, "endedAt", run.endedAt());
        if (!answers.isEmpty()) {
            json.put("answeredBy", answers.stream().map(InTotoStatement::answer).toList());
        }
        return json;
    }

    /** What somebody said, perhaps to an earlier run about the same. */
    private static Map<String, Object> answer(GateAnswer answer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("account", answer.by());
        json.put("said", answer.yes() ? "yes" : "no");
        json.put("at", answer.at().toString());
        json.put("run", answer.run().value());
        if (!answer.comment().isEmpty()) {
            json.put("comment", answer.comment());
        }
        answer.url().ifPresent(url -> json.put("url", url));
        return json;
    }

    private static void put(Map<String, Object> json, String name, Optional<Instant> time) {
        time.ifPresent(at -> json.put(name, at.toString()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
