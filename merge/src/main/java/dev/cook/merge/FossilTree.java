package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.CandidateState;
import dev.cook.domain.FossilReason;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.JobId;
import dev.cook.domain.Oid;
import dev.cook.domain.ReviewComment;
import dev.cook.domain.Spent;
import dev.cook.domain.TerminalText;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.git.FossilFile;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a fossil: {@code fossil.json}, and for each session its recording and transcript, and for each gate run its
 * log. Pure, but for what jobs wrote, which is read when it is written.
 */
record FossilTree(
        Store store, BranchHistory story, FossilReason reason, String by, String why, Oid outcome, Instant at) {
    /** The file that tells what all the others are about. */
    static final String SUMMARY = "fossil.json";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final ObjectMapper LINES = JsonMapper.builder().build();

    /** Raised when a name in fossil.json changes its meaning. */
    private static final int FORMAT = 2;

    List<FossilFile> files() {
        List<FossilFile> files = new ArrayList<>();
        files.add(FossilFile.of(
                SUMMARY, store.redacted(JSON.writeValueAsString(summary())).getBytes(StandardCharsets.UTF_8)));
        for (BranchHistory.Attempt attempt : story.sessions()) {
            String folder = "sessions/" + attempt.session().id() + "/";
            for (BranchHistory.Turn turn : attempt.turns()) {
                files.add(new FossilFile(
                        folder + "turn-" + turn.job().turn() + ".cast",
                        out -> copy(store.recording(turn.job().id()), out)));
            }
            files.add(new FossilFile(folder + "transcript.jsonl", out -> {
                for (BranchHistory.Turn turn : attempt.turns()) {
                    if (turn.told()) {
                        copy(store.transcript(turn.job().id()), out);
                    } else {
                        plain(turn, out);
                    }
                }
            }));
        }
        for (BranchHistory.Judgement judgement : story.judgements()) {
            for (BranchHistory.Run run : judgement.runs()) {
                files.add(new FossilFile(
                        "gates/" + run.run().id() + "-" + run.run().name() + ".log", out -> {
                            if (run.job().isPresent()) {
                                plain(run.job().get(), text -> text.getBytes(StandardCharsets.UTF_8), out);
                            }
                        }));
            }
        }
        return files;
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        try (in) {
            in.transferTo(out);
        }
    }

    /** Writes what a job wrote as plain lines, each chunk of them in some shape. */
    private void plain(JobId job, Function<String, byte[]> shape, OutputStream out) throws IOException {
        try (InputStream raw = store.output(job)) {
            TerminalText.plain(raw, text -> {
                try {
                    out.write(shape.apply(text));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private Map<String, Object> summary() {
        Branch branch = story.branch();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("branch", branch.name().value());
        json.put("reason", reason.word());
        json.put("why", why);
        json.put("by", by);
        json.put("at", at.toString());
        json.put("target", branch.target().value());
        if (reason == FossilReason.LANDED) {
            json.put("landedAs", outcome.hex());
        }
        json.put("startedBy", branch.startedBy());
        json.put("startedAt", branch.createdAt().toString());
        json.put("startedFrom", branch.startedFrom().hex());
        branch.task().ifPresent(task -> json.put("task", Map.of("agent", task.agent(), "prompt", task.prompt())));
        json.put("sessions", story.sessions().stream().map(FossilTree::session).toList());
        json.put("candidates", story.judgements().stream().map(this::candidate).toList());
        if (!story.comments().isEmpty()) {
            json.put(
                    "comments",
                    story.comments().stream().map(FossilTree::comment).toList());
        }
        json.put(
                "cost",
                FossilCost.of(story.sessions().stream()
                        .map(BranchHistory.Attempt::spent)
                        .reduce(Spent.NOTHING, Spent::and)));
        json.put("events", story.events().stream().map(FossilTree::event).toList());
        return json;
    }

    private static Map<String, Object> session(BranchHistory.Attempt attempt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("session", attempt.session().id().value());
        json.put("agent", attempt.session().agent());
        json.put("startedAt", attempt.session().createdAt().toString());
        List<Map<String, Object>> turns = new ArrayList<>();
        for (BranchHistory.Turn turn : attempt.turns()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("turn", turn.job().turn());
            put(line, "startedAt", turn.job().startedAt().map(Instant::toString));
            put(line, "endedAt", turn.job().endedAt().map(Instant::toString));
            put(line, "exitStatus", turn.job().exitStatus());
            line.put("usage", turn.usage().stream().map(FossilCost::used).toList());
            turns.add(line);
        }
        json.put("turns", turns);
        json.put("cost", FossilCost.of(attempt.spent()));
        json.put("environment", FossilCost.place(attempt.place()));
        return json;
    }

    private Map<String, Object> candidate(BranchHistory.Judgement judgement) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "commit", judgement.candidate().head().map(Oid::hex));
        json.put("targetTip", judgement.candidate().base().hex());
        json.put("branchTip", judgement.candidate().branchTip().hex());
        // The story is written just before the transaction that makes this so.
        boolean lands = reason == FossilReason.LANDED && judgement.candidate().state() == CandidateState.OPEN;
        json.put(
                "state", lands ? "landed" : judgement.candidate().state().name().toLowerCase(java.util.Locale.ROOT));
        json.put("conflicts", judgement.candidate().conflicts());
        List<Map<String, Object>> gates = new ArrayList<>();
        for (BranchHistory.Run run : judgement.runs()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("run", run.run().id().value());
            line.put("gate", run.run().name());
            line.put("kind", run.run().kind().word());
            line.put("attempt", run.run().attempt());
            put(line, "commit", run.run().commit().map(Oid::hex));
            line.put("command", run.run().argv());
            line.put("result", run.run().state().word());
            put(line, "made", run.run().result().map(Oid::hex));
            if (run.run().flake()) {
                line.put("flake", true);
            }
            put(line, "answeredBy", run.run().answeredBy().map(GateRunId::toString));
            put(line, "reason", run.run().reason());
            if (!run.verdicts().isEmpty()) {
                line.put(
                        "comments",
                        run.verdicts().stream().map(FossilTree::verdict).toList());
            }
            put(line, "startedAt", run.run().startedAt().map(Instant::toString));
            put(line, "endedAt", run.run().endedAt().map(Instant::toString));
            gates.add(line);
        }
        json.put("gates", gates);
        return json;
    }

    private static Map<String, Object> verdict(GateVerdict said) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", said.word());
        json.put("comment", said.comment());
        put(json, "file", said.place().map(GateVerdict.FileLine::file));
        put(json, "line", said.place().flatMap(GateVerdict.FileLine::line));
        return json;
    }

    private static Map<String, Object> comment(ReviewComment comment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("comment", comment.number());
        json.put("by", comment.by());
        json.put("commit", comment.place().commit().hex());
        json.put("side", comment.old() ? "old" : "new");
        json.put("file", comment.place().file());
        json.put("line", comment.place().lines().first());
        json.put("lastLine", comment.place().lines().last());
        json.put("quote", comment.quote());
        json.put("text", comment.text());
        put(json, "sentAt", comment.sentAt().map(Instant::toString));
        put(json, "resolvedBy", comment.resolved().map(ReviewComment.Resolution::by));
        put(json, "resolvedAt", comment.resolved().map(how -> how.at().toString()));
        return json;
    }

    private static Map<String, Object> event(Event event) {
        return Map.of(
                "id", event.id().value(),
                "at", event.at().toString(),
                "type", event.type(),
                "version", event.version(),
                "data", new TreeMap<>(event.data()),
                "told", EventText.line(event));
    }

    /** For a turn from before transcripts were kept: what it was told, and the text of its terminal. */
    private void plain(BranchHistory.Turn turn, OutputStream out) throws IOException {
        String prompt = turn.job().prompt().orElse("");
        if (!prompt.isBlank()) {
            out.write(LINES.writeValueAsBytes(line(turn, "prompt", prompt)));
            out.write('\n');
        }
        // A line of JSON that is longer than the heap has room for: only its string grows.
        byte[] empty = LINES.writeValueAsBytes(line(turn, "terminal", ""));
        int end = "\"}".length();
        AtomicBoolean begun = new AtomicBoolean();
        plain(
                turn.job().id(),
                text -> {
                    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
                    return begun.getAndSet(true) ? quoted : joined(empty, empty.length - end, quoted);
                },
                out);
        if (begun.get()) {
            out.write(empty, empty.length - end, end);
            out.write('\n');
        }
    }

    private static byte[] joined(byte[] first, int length, byte[] second) {
        byte[] both = Arrays.copyOf(first, length + second.length);
        System.arraycopy(second, 0, both, length, second.length);
        return both;
    }

    private static Map<String, Object> line(BranchHistory.Turn turn, String update, String text) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("turn", turn.job().turn());
        line.put("update", update);
        line.put("text", text);
        return line;
    }

    private static void put(Map<String, Object> json, String name, Optional<?> value) {
        value.ifPresent(present -> json.put(name, present));
    }
}
