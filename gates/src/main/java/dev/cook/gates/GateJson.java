package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.GateWhen;
import dev.cook.config.GateWork;
import dev.cook.config.Judges;
import dev.cook.config.PathOwners;
import dev.cook.config.PathPattern;
import dev.cook.config.People;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.PlannedGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A gate as its runs keep it: whatever becomes of the file, a run goes on as it was planned. */
final class GateJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GateJson() {}

    /**
     * All of a gate, for its runs.
     *
     * @param people who is who where it is defined; kept only where people are asked
     * @param held why it does not run before its definition is on the target
     */
    static String of(Gate gate, People people, Optional<String> held) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", gate.name());
        json.put("kind", gate.work().kind().word());
        switch (gate.work()) {
            case GateWork.Command command -> {
                words(json, "argv", command.argv());
                // Only where there are some: what was judged before is known by these words.
                if (!command.reports().isEmpty()) {
                    words(json, "reports", texts(command.reports()));
                }
                if (command.flakyRetries() > 0) {
                    json.put("flaky_retries", command.flakyRetries());
                }
            }
            case GateWork.Transform transform -> words(json, "argv", transform.argv());
            case GateWork.Deploy deploy -> words(json, "argv", deploy.argv());
            case GateWork.Agent agent -> json.put("agent", agent.agent()).put("prompt", agent.prompt());
            case GateWork.AgentReview review ->
                json.put("agent", review.agent()).put("prompt", review.prompt());
            case GateWork.Approval approval -> {
                json.put("count", approval.count()).put("owners", approval.owners());
                words(json, "by", approval.by());
            }
            case GateWork.Soak soak -> {
                words(json, "argv", soak.argv());
                json.put("for", soak.span().toString())
                        .put("every", soak.every().toString());
            }
            case GateWork.External external -> words(json, "by", external.by());
        }
        words(json, "needs", gate.needs());
        words(json, "paths", texts(gate.paths()));
        words(json, "branches", texts(gate.when().branches()));
        words(json, "started_by", gate.when().startedBy());
        words(json, "agents", gate.when().agents());
        json.put("retries", gate.retries());
        json.put("timeout", gate.timeout().toString());
        gate.environment().ifPresent(name -> json.put("environment", name));
        json.put("required", gate.required());
        json.put("judges", gate.judges().word());
        held.ifPresent(why -> json.put("held", why));
        if (gate.work().kind().isAsked()) {
            ObjectNode groups = json.putObject("groups");
            new TreeMap<>(people.groups()).forEach((name, members) -> words(groups, name, members));
            ArrayNode owners = json.putArray("owned");
            people.owners().forEach(entry -> {
                ObjectNode one = owners.addObject();
                one.put("files", entry.paths().text());
                words(one, "owners", entry.owners());
            });
        }
        return JSON.writeValueAsString(json);
    }

    /** Why a run does not begin before its definition is on the target. */
    static Optional<String> held(GateRun run) {
        JsonNode json = JSON.readTree(run.definition());
        return json.has("held") ? Optional.of(json.path("held").asString()) : Optional.empty();
    }

    /** Whether its run is to report its tests. */
    static boolean reports(GateRun run) {
        return !JSON.readTree(run.definition()).path("reports").isEmpty();
    }

    /** How often a failed run is tried again whose failed tests are all known to be flaky. */
    static int flakyRetries(GateRun run) {
        return JSON.readTree(run.definition()).path("flaky_retries").asInt(0);
    }

    /** The name of the agent that works or reviews; empty where none does. */
    static Optional<String> agent(PlannedGate gate) {
        return switch (gate.kind()) {
            case AGENT, AGENT_REVIEW ->
                Optional.of(JSON.readTree(gate.definition()).path("agent").asString());
            case COMMAND, TRANSFORM, APPROVAL, DEPLOY, SOAK, EXTERNAL -> Optional.empty();
        };
    }

    /** The gate of a run; a run of before gates had definitions is a command with nothing else said of it. */
    static Gate read(GateRun run) {
        JsonNode json = JSON.readTree(run.definition());
        if (!json.has("kind")) {
            return Gate.command(run.name(), run.argv(), Duration.ofSeconds(run.timeoutSeconds()));
        }
        return new Gate(
                json.path("name").asString(),
                work(json),
                words(json, "needs"),
                patterns(json, "paths"),
                new GateWhen(patterns(json, "branches"), words(json, "started_by"), words(json, "agents")),
                json.path("retries").asInt(),
                Duration.parse(json.path("timeout").asString()),
                json.has("environment") ? Optional.of(json.path("environment").asString()) : Optional.empty(),
                json.path("required").asBoolean(),
                // A run of before gates said so has to be about the same commit.
                json.path("judges").asString("").equals(Judges.FILES.word()) ? Judges.FILES : Judges.COMMIT);
    }

    /** Who is who for a run that asks people. */
    static People people(GateRun run) {
        JsonNode json = JSON.readTree(run.definition());
        Map<String, List<String>> groups = new HashMap<>();
        json.path("groups").properties().forEach(group -> groups.put(group.getKey(), texts(group.getValue())));
        List<PathOwners> owners = new ArrayList<>();
        json.path("owned")
                .forEach(entry -> owners.add(
                        new PathOwners(new PathPattern(entry.path("files").asString()), words(entry, "owners"))));
        return new People(groups, owners);
    }

    private static GateWork work(JsonNode json) {
        String word = json.path("kind").asString();
        for (GateKind kind : GateKind.values()) {
            if (kind.word().equals(word)) {
                return switch (kind) {
                    case COMMAND ->
                        new GateWork.Command(
                                words(json, "argv"),
                                patterns(json, "reports"),
                                json.path("flaky_retries").asInt(0));
                    case TRANSFORM -> new GateWork.Transform(words(json, "argv"));
                    case DEPLOY -> new GateWork.Deploy(words(json, "argv"));
                    case AGENT ->
                        new GateWork.Agent(
                                json.path("agent").asString(),
                                json.path("prompt").asString());
                    case AGENT_REVIEW ->
                        new GateWork.AgentReview(
                                json.path("agent").asString(),
                                json.path("prompt").asString());
                    case APPROVAL ->
                        new GateWork.Approval(
                                json.path("count").asInt(),
                                words(json, "by"),
                                json.path("owners").asBoolean());
                    case SOAK ->
                        new GateWork.Soak(
                                words(json, "argv"),
                                Duration.parse(json.path("for").asString()),
                                Duration.parse(json.path("every").asString()));
                    case EXTERNAL -> new GateWork.External(words(json, "by"));
                };
            }
        }
        throw new IllegalStateException("a run of a gate of kind " + word);
    }

    private static void words(ObjectNode json, String name, List<String> words) {
        ArrayNode array = json.putArray(name);
        words.forEach(array::add);
    }

    private static List<String> words(JsonNode json, String name) {
        return texts(json.path(name));
    }

    private static List<String> texts(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asString()));
        return words;
    }

    private static List<String> texts(List<PathPattern> patterns) {
        return patterns.stream().map(PathPattern::text).toList();
    }

    private static List<PathPattern> patterns(JsonNode json, String name) {
        return words(json, name).stream().map(PathPattern::new).toList();
    }
}
