package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.Landing;
import dev.cook.domain.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a push asks for with {@code -o}.
 *
 * @param task the agent to start and what to tell it
 * @param landing how the branch shall land; empty: the push says nothing of it
 * @param follow whether the connection stays and tells what happens
 */
public record PushOptions(Optional<Branch.Task> task, Optional<Landing> landing, boolean follow) {
    public static final PushOptions NONE = new PushOptions(Optional.empty(), Optional.empty(), false);

    /** The list that a refusal shows. */
    static final String KNOWN =
            """
            Known push options:
              -o agent=NAME        start this agent on the branch (needs prompt)
              -o prompt="TEXT"     what the agent shall do
              -o env=NAME          the environment it works in (default: local)
              -o land=auto|ask     auto: land by itself when the gates pass; ask: wait for `branch land`
              -o wait              stay connected and tell what happens (Ctrl-C only detaches)""";

    /** Options or what is wrong with them. */
    sealed interface Parsed {
        record Good(PushOptions options) implements Parsed {}

        record Bad(String problem) implements Parsed {}
    }

    /** Whether the push asks for anything that is about one branch. */
    boolean concernsBranch() {
        return task.isPresent() || landing.isPresent() || follow;
    }

    static Parsed parse(List<String> lines, int longestPrompt) {
        Map<String, String> given = new HashMap<>();
        boolean wait = false;
        List<String> unknown = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals);
            switch (name) {
                case "wait" -> {
                    if (equals >= 0) {
                        return new Parsed.Bad("push option wait takes no value");
                    }
                    wait = true;
                }
                case "agent", "prompt", "env", "land" -> {
                    if (equals < 0) {
                        return new Parsed.Bad("push option " + name + " needs a value: -o " + name + "=…");
                    }
                    if (given.put(name, line.substring(equals + 1)) != null) {
                        return new Parsed.Bad("push option " + name + " is given twice");
                    }
                }
                default -> unknown.add(Text.shortened(Text.printable(name), 40));
            }
        }
        if (!unknown.isEmpty()) {
            return new Parsed.Bad("unknown push option: " + String.join(", ", unknown) + "\n" + KNOWN);
        }
        return combine(given, wait, longestPrompt);
    }

    private static Parsed combine(Map<String, String> given, boolean wait, int longestPrompt) {
        Optional<String> agent = Optional.ofNullable(given.get("agent"));
        Optional<String> prompt = Optional.ofNullable(given.get("prompt"));
        Optional<String> environment = Optional.ofNullable(given.get("env"));
        if (agent.isPresent() && prompt.isEmpty()) {
            return new Parsed.Bad("push option agent needs a task: add -o prompt=\"what it shall do\"");
        }
        if (agent.isEmpty() && (prompt.isPresent() || environment.isPresent())) {
            return new Parsed.Bad("push options prompt and env are for an agent: add -o agent=NAME");
        }
        if (prompt.isPresent()) {
            String text = prompt.get();
            if (text.isBlank()) {
                return new Parsed.Bad("the prompt is empty: say what the agent shall do");
            }
            if (text.getBytes(StandardCharsets.UTF_8).length > longestPrompt) {
                return new Parsed.Bad("the prompt is longer than " + longestPrompt
                        + " bytes: put the task into a file of the branch and name it in the prompt");
            }
            if (!text.equals(Text.printableLines(text))) {
                return new Parsed.Bad("the prompt holds control or direction characters; send plain text");
            }
        }
        Optional<Landing> landing = Optional.empty();
        if (given.containsKey("land")) {
            switch (given.getOrDefault("land", "")) {
                case "auto" -> landing = Optional.of(Landing.AUTO);
                case "ask" -> landing = Optional.of(Landing.ASK);
                default -> {
                    return new Parsed.Bad("push option land is auto or ask, not '"
                            + Text.shortened(Text.printable(given.getOrDefault("land", "")), 40) + "'");
                }
            }
        }
        Optional<Branch.Task> task =
                agent.map(name -> new Branch.Task(name, prompt.orElse(""), environment));
        return new Parsed.Good(new PushOptions(task, landing, wait));
    }
}
