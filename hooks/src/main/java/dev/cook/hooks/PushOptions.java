package dev.cook.hooks;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a push asks for with {@code -o}.
 *
 * @param task the agent to start and what to tell it
 * @param allowance what that agent may use
 * @param landing how the branch shall land; empty: the push says nothing of it
 * @param target the branch that it shall land on; empty: the push says nothing of it
 * @param needs branches without which it must not land, as REPO/BRANCH
 * @param deletesTarget whether a branch that others land on may be deleted
 * @param follow whether the connection stays and tells what happens
 */
public record PushOptions(
        Optional<Branch.Task> task,
        Allowance allowance,
        Optional<Landing> landing,
        Optional<BranchName> target,
        List<String> needs,
        boolean deletesTarget,
        boolean follow) {
    public static final PushOptions NONE = new PushOptions(
            Optional.empty(), Allowance.UNLIMITED, Optional.empty(), Optional.empty(), List.of(), false, false);

    /** Branches that one may need: a change over more repositories is several changes. */
    private static final int MOST_NEEDS = 16;

    public PushOptions {
        needs = List.copyOf(needs);
    }

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smh])");

    private static final Set<String> FOR_AGENT = Set.of("prompt", "env", "budget", "max-time");

    /** The list that a refusal shows. */
    static final String KNOWN = """
            Known push options:
              -o agent=NAME        start this agent on the branch (needs prompt)
              -o prompt="TEXT"     the agent's task
              -o env=NAME          the agent's environment (default: the repository's)
              -o budget=5usd       stop the agent once its models have cost this much, over all turns
              -o max-time=30m      stop the agent once its turns have run this long in total
              -o land=auto|ask     auto: land automatically when the gates pass; ask: wait for `branch land`
              -o target=BRANCH     land on this branch instead of the default branch
              -o depends-on=REPO/BRANCH  land together with this branch, or not at all (repeatable)
              -o delete-target     confirm the deletion of a branch that others land on (admins only)
              -o wait              stay connected and show what happens (Ctrl-C detaches; the work continues)""";

    /** Options or what is wrong with them. */
    sealed interface Parsed {
        record Good(PushOptions options) implements Parsed {}

        /** @param option the one that is wrong; empty: none alone is */
        record Bad(Optional<String> option, String problem) implements Parsed {
            Bad(String problem) {
                this(Optional.empty(), problem);
            }

            static Bad of(String option, String problem) {
                return new Bad(Optional.of(option), problem);
            }
        }
    }

    /** Whether the push asks for anything that is about one branch. */
    boolean concernsBranch() {
        return task.isPresent() || landing.isPresent() || target.isPresent() || !needs.isEmpty() || follow;
    }

    static Parsed parse(List<String> lines, int longestPrompt) {
        Map<String, String> given = new HashMap<>();
        List<String> needs = new ArrayList<>();
        boolean deletesTarget = false;
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
                case "delete-target" -> {
                    if (equals >= 0) {
                        return new Parsed.Bad("push option delete-target takes no value");
                    }
                    deletesTarget = true;
                }
                case "depends-on" -> {
                    String need = equals < 0 ? "" : line.substring(equals + 1);
                    if (!need.contains("/")) {
                        return new Parsed.Bad("push option depends-on needs a branch: -o depends-on=REPO/BRANCH");
                    }
                    if (needs.size() == MOST_NEEDS) {
                        return new Parsed.Bad("push option depends-on is given more than " + MOST_NEEDS + " times");
                    }
                    needs.add(need);
                }
                case "agent", "prompt", "env", "budget", "max-time", "land", "target" -> {
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
        return combine(given, needs, deletesTarget, wait, longestPrompt);
    }

    private static Parsed combine(
            Map<String, String> given, List<String> needs, boolean deletesTarget, boolean wait, int longestPrompt) {
        Optional<String> agent = Optional.ofNullable(given.get("agent"));
        Optional<String> prompt = Optional.ofNullable(given.get("prompt")).map(text -> text.replace("\r\n", "\n"));
        Optional<String> environment = Optional.ofNullable(given.get("env"));
        if (agent.isPresent() && prompt.isEmpty()) {
            return new Parsed.Bad("push option agent needs a task: add -o prompt=\"what to do\"");
        }
        if (agent.isEmpty() && given.keySet().stream().anyMatch(FOR_AGENT::contains)) {
            return new Parsed.Bad("push options prompt, env, budget and max-time need an agent: add -o agent=NAME");
        }
        Optional<BigDecimal> budget = Optional.ofNullable(given.get("budget")).flatMap(Usd::parse);
        if (given.containsKey("budget") && budget.isEmpty()) {
            return Parsed.Bad.of(
                    "budget",
                    "push option budget must be an amount such as 5usd or 0.50usd, not '" + shown(given, "budget")
                            + "'");
        }
        Optional<Duration> maxTime = Optional.ofNullable(given.get("max-time")).flatMap(PushOptions::time);
        if (given.containsKey("max-time") && maxTime.isEmpty()) {
            return Parsed.Bad.of(
                    "max-time",
                    "push option max-time must be a duration such as 90s, 30m or 2h, not '" + shown(given, "max-time")
                            + "'");
        }
        if (prompt.isPresent()) {
            String text = prompt.get();
            if (text.isBlank()) {
                return Parsed.Bad.of("prompt", "the prompt is empty; describe the task: -o prompt=\"what to do\"");
            }
            if (text.getBytes(StandardCharsets.UTF_8).length > longestPrompt) {
                return Parsed.Bad.of(
                        "prompt",
                        "the prompt is longer than " + longestPrompt
                                + " bytes; put the task into a file on the branch and name the file in the prompt");
            }
            Optional<String> deceptive = Text.firstDeceptive(text);
            if (deceptive.isPresent()) {
                return Parsed.Bad.of(
                        "prompt",
                        "the prompt holds " + deceptive.get()
                                + ", which could make it read as something else: remove that character");
            }
        }
        Optional<Landing> landing = Optional.empty();
        if (given.containsKey("land")) {
            switch (given.getOrDefault("land", "")) {
                case "auto" -> landing = Optional.of(Landing.AUTO);
                case "ask" -> landing = Optional.of(Landing.ASK);
                default -> {
                    return Parsed.Bad.of(
                            "land", "push option land must be auto or ask, not '" + shown(given, "land") + "'");
                }
            }
        }
        Optional<String> target = Optional.ofNullable(given.get("target"));
        if (target.flatMap(BranchName::problemOf).isPresent()) {
            return Parsed.Bad.of(
                    "target", "push option target must be the name of a branch, not '" + shown(given, "target") + "'");
        }
        Optional<Branch.Task> task = agent.map(name -> new Branch.Task(name, prompt.orElse(""), environment));
        return new Parsed.Good(new PushOptions(
                task,
                new Allowance(budget, maxTime),
                landing,
                target.map(BranchName::new),
                needs,
                deletesTarget,
                wait));
    }

    private static String shown(Map<String, String> given, String name) {
        return Text.shortened(Text.printable(given.getOrDefault(name, "")), 40);
    }

    private static Optional<Duration> time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }
}
