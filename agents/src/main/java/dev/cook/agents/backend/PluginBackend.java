package dev.cook.agents.backend;

import dev.cook.config.BackendSettings;
import dev.cook.domain.EnvironmentId;
import dev.cook.store.WorkFailed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Environments made by a program of the operator's: it is run once a verb, is told one line of JSON on its input and
 * answers with one. docs/plugins.md is the contract; {@code env check NAME} tries it.
 */
public final class PluginBackend implements Backend {
    /** A machine in a cloud takes a minute or two to come. */
    private static final Duration LAUNCH_LIMIT = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String server;
    private final BackendSettings.Plugin plugin;

    /** @param server unlike that of any other server that uses the same program */
    public PluginBackend(String server, BackendSettings.Plugin plugin) {
        this.server = server;
        this.plugin = plugin;
    }

    @Override
    public void launch(LaunchSpec spec) {
        BootstrapCommand seed = BootstrapCommand.of(spec, server + "-" + spec.id(), SpecFiles.Reach.DIRECT);
        launch(spec.id(), seed.command(), seed.variables());
    }

    /** Launches any command, as the check of a plugin does. */
    void launch(EnvironmentId id, List<String> command, Map<String, String> variables) {
        Reply answer = ask("launch", LAUNCH_LIMIT, Map.of("id", name(id), "command", command, "variables", variables));
        if (!answer.problem().isEmpty()) {
            throw new CannotLaunch(plugin.program() + " cannot launch: " + answer.problem());
        }
    }

    @Override
    public Life life(EnvironmentId id) {
        JsonNode said = answered(ask("state", LIMIT, Map.of("id", name(id))));
        String phase = said.path("phase").asString("");
        return switch (phase) {
            case "starting", "running" -> Life.RUNNING;
            case "ended", "missing" ->
                Life.ended("it is " + phase
                        + said.path("said").asString("").strip().transform(PluginBackend::after));
            default ->
                throw new WorkFailed(plugin.program() + " answered state with the phase '" + phase
                        + "', which is none of starting, running, ended, missing");
        };
    }

    @Override
    public Object place() {
        return plugin;
    }

    private static String after(String words) {
        return words.isEmpty() ? "" : ": " + words;
    }

    @Override
    public void kill(EnvironmentId id) {
        answered(ask("kill", LIMIT, Map.of("id", name(id))));
    }

    @Override
    public Set<EnvironmentId> list() {
        Set<EnvironmentId> found = new HashSet<>();
        String ours = server + "-";
        for (JsonNode id : answered(ask("list", LIMIT, Map.of())).path("ids")) {
            String name = id.asString("");
            if (name.startsWith(ours) && name.substring(ours.length()).matches("[1-9][0-9]{0,17}")) {
                found.add(new EnvironmentId(Long.parseLong(name.substring(ours.length()))));
            }
        }
        return found;
    }

    private String name(EnvironmentId id) {
        return server + "-" + id;
    }

    /**
     * What the program said.
     *
     * @param problem empty: there was none
     */
    private record Reply(JsonNode said, String problem) {}

    private JsonNode answered(Reply answer) {
        if (!answer.problem().isEmpty()) {
            throw new WorkFailed(plugin.program() + ": " + answer.problem());
        }
        return answer.said();
    }

    private Reply ask(String verb, Duration limit, Map<String, Object> with) {
        Map<String, Object> question = new TreeMap<>(with);
        question.put("verb", verb);
        question.put("server", server);
        question.put("settings", plugin.settings());
        HostCommand.Outcome outcome = new HostCommand(
                        List.of(plugin.program().toString()), Map.of(), JSON.writeValueAsString(question) + "\n", limit)
                .run();
        JsonNode nothing = JSON.createObjectNode();
        if (outcome.unanswered()) {
            throw new WorkFailed("the plugin does not answer: " + outcome.complaint());
        }
        if (!outcome.ok()) {
            return new Reply(nothing, verb + " ended with status " + outcome.status() + ": " + outcome.complaint());
        }
        List<String> lines = outcome.out().lines().toList();
        try {
            JsonNode said = lines.size() == 1 ? JSON.readTree(lines.getFirst()) : nothing;
            if (!said.path("ok").isBoolean()) {
                return new Reply(nothing, verb + " did not answer with one line of JSON that holds \"ok\"");
            }
            return said.path("ok").asBoolean()
                    ? new Reply(said, "")
                    : new Reply(nothing, said.path("error").asString("the plugin gave no reason"));
        } catch (JacksonException e) {
            return new Reply(nothing, verb + " did not answer with JSON: " + e.getOriginalMessage());
        }
    }
}
