package dev.cook.merge;

import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import dev.cook.merge.QueueDecision.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A decision as JSON, for the log. */
final class QueueLog {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private QueueLog() {}

    static String inputs(QueueState state, QueueLimits limits) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("targetTip", state.targetTip().hex());
        json.put("depth", limits.depth());
        json.put("batch", limits.batch());
        json.put("screen", limits.screen().word());
        json.put("recently_ended", state.recent().ended());
        json.put("recently_failed", state.recent().failed());
        json.put("entries", state.entries().stream().map(QueueLog::entry).toList());
        json.put("candidates", state.candidates().stream().map(QueueLog::built).toList());
        return JSON.writeValueAsString(json);
    }

    static String action(Action action) {
        Map<String, Object> json = new LinkedHashMap<>();
        switch (action) {
            case Action.Build build -> {
                json.put("do", "build");
                json.put("branches", branches(build.members()));
                json.put("base", build.base().hex());
                build.ahead().ifPresent(ahead -> json.put("ahead", ahead.value()));
            }
            case Action.Discard discard -> about(json, "discard", discard.candidate(), discard.why());
            case Action.Evict evict -> about(json, "evict", evict.candidate(), evict.why());
            case Action.Screen screen -> about(json, "screen", screen.candidate(), screen.why());
            case Action.Split split -> about(json, "split", split.candidate(), split.why());
            case Action.Land land -> {
                json.put("do", "land");
                json.put("candidate", land.candidate().value());
            }
        }
        return JSON.writeValueAsString(List.of(json));
    }

    private static void about(Map<String, Object> json, String what, CandidateId candidate, String why) {
        json.put("do", what);
        json.put("candidate", candidate.value());
        json.put("why", why);
    }

    private static Map<String, Object> entry(QueueState.Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("branch", entry.branch().value());
        json.put("name", entry.name().value());
        json.put("tip", entry.tip().hex());
        if (entry.failedIn() > 0) {
            json.put("failed_in", entry.failedIn());
        }
        if (entry.screened()) {
            json.put("screened", true);
        }
        entry.lane().ifPresent(lane -> json.put("lane", lane));
        entry.stopped().ifPresent(why -> json.put("stopped", why));
        if (!entry.needs().isEmpty()) {
            json.put(
                    "needs",
                    entry.needs().stream()
                            .map(need -> Map.of(
                                    "name", need.name(), "ready", need.ready().name()))
                            .toList());
        }
        return json;
    }

    private static Map<String, Object> built(QueueState.Built built) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("candidate", built.id().value());
        json.put("base", built.base().hex());
        json.put("on_target", built.onTarget());
        json.put("branches", branches(built.members()));
        built.head().map(Oid::hex).ifPresent(head -> json.put("head", head));
        json.put("verdict", built.verdict().name());
        json.put("what", built.what());
        return json;
    }

    private static List<Long> branches(List<QueueState.Member> members) {
        return members.stream().map(member -> member.branch().value()).toList();
    }
}
