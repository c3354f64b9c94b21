package dev.cook.http.start;

import dev.cook.domain.BranchName;
import dev.cook.domain.RepoName;
import dev.cook.domain.Secrets;
import dev.cook.hooks.BranchStarter;
import dev.cook.http.exchange.Exchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Fields;

/**
 * The form that starts a branch, as somebody filled it in; nothing of it is checked yet.
 *
 * @param name empty: Cook makes one of the prompt
 * @param budget an amount of USD; empty: no limit
 * @param maxTime such as 30m; empty: no limit
 * @param key numbers the page that the form was on
 */
public record StartForm(
        String name,
        String base,
        String agent,
        String environment,
        String prompt,
        String budget,
        String maxTime,
        String land,
        String target,
        String key) {
    /** Words of the prompt that make the branch's name, and its characters at most. */
    private static final int WORDS = 5;

    private static final int NAME = 40;

    private static final Pattern AMOUNT = Pattern.compile("\\$?\\s*([0-9.]+)\\s*(?:usd|USD|\\$)?");

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{16}");

    static StartForm of(Fields form) {
        return new StartForm(
                text(form, "name"),
                text(form, "base"),
                text(form, "agent"),
                text(form, "env"),
                Exchange.value(form, "prompt").orElse("").replace("\r\n", "\n").strip(),
                text(form, "budget"),
                text(form, "max-time"),
                text(form, "land"),
                text(form, "target"),
                Exchange.value(form, "key")
                        .filter(key -> KEY.matcher(key).matches())
                        .orElseGet(StartForm::freshKey));
    }

    /** As it is before anybody filled it in. */
    static StartForm blank(BranchStarter.Offer offer) {
        return new StartForm(
                "",
                offer.repo().defaultBranch().value(),
                offer.agents().size() == 1 ? offer.agents().getFirst() : "",
                "",
                "",
                "",
                "",
                "ask",
                offer.targets().getFirst().value(),
                freshKey());
    }

    private static String freshKey() {
        return HexFormat.of().formatHex(Secrets.hash(Secrets.fresh("")), 0, 8);
    }

    private static String text(Fields form, String name) {
        return Exchange.value(form, name).map(String::strip).orElse("");
    }

    /** What the branch is called: as somebody said, or the first words of the prompt and a few digits of their own. */
    public String branch() {
        if (!name.isEmpty()) {
            return name;
        }
        String words = String.join(
                "-",
                Stream.of(prompt.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                        .filter(word -> !word.isEmpty())
                        .limit(WORDS)
                        .toList());
        String cut = words.length() > NAME ? words.substring(0, NAME) : words;
        return (cut.isEmpty() ? "work" : cut.replaceAll("-+$", "")) + "-" + key.substring(0, 4);
    }

    /** The same, as the options of a push; a field that nobody filled in is none. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        add(options, "agent", agent);
        add(options, "prompt", prompt);
        add(options, "env", environment);
        add(options, "budget", AMOUNT.matcher(budget).replaceFirst("$1usd"));
        add(options, "max-time", maxTime);
        add(options, "land", land);
        add(options, "target", target);
        return List.copyOf(options);
    }

    private static void add(List<String> options, String name, String value) {
        if (!value.isEmpty()) {
            options.add(name + "=" + value);
        }
    }

    /** Only where nothing is wrong: what somebody wants, numbered so that the same form starts it once. */
    BranchStarter.Wish wish() {
        String all = String.join(
                "\0",
                Stream.concat(Stream.of(key, branch(), base), options().stream())
                        .toList());
        return new BranchStarter.Wish(
                new BranchName(branch()),
                new BranchName(base),
                options(),
                HexFormat.of().formatHex(Secrets.hash(all)));
    }

    /** What is wrong before anything is asked of the repository, by the names of the fields; in the order of the page. */
    Map<String, String> problems(BranchStarter.Offer offer) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (prompt.isEmpty()) {
            problems.put("prompt", "Describe the task: the prompt is empty.");
        }
        if (agent.isEmpty()) {
            problems.put("agent", "Choose an agent.");
        } else if (!offer.agents().contains(agent)) {
            problems.put("agent", "No agent of this name is configured. Choose one of the list.");
        }
        BranchName.problemOf(branch())
                .ifPresent(why -> problems.put("name", "A branch cannot have this name: " + why + "."));
        BranchName.problemOf(base)
                .ifPresent(why -> problems.put("base", "Name the branch to start from: " + why + "."));
        if (!environment.isEmpty() && !offer.environments().contains(environment)) {
            problems.put("env", "There is no environment of this name. Choose one of the list.");
        }
        if (offer.targets().stream().noneMatch(name -> name.value().equals(target))) {
            problems.put("target", "Branches do not land on this one. Choose one of the list.");
        }
        switch (land) {
            case "ask" -> {}
            case "auto" -> {
                if (!offer.mayLand()) {
                    problems.put("land", "Landing automatically needs the land role. Choose that somebody lands it.");
                }
            }
            default -> problems.put("land", "Choose how the branch lands.");
        }
        return problems;
    }

    /** A problem that the repository has with a push, as the form's own. */
    static String told(String why) {
        String words = why.startsWith("push option ") ? why.substring("push option ".length()) : why;
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** Where a repository's form is. */
    static String address(RepoName repo) {
        return StartPages.PATH + "?repo=" + URLEncoder.encode(repo.value(), StandardCharsets.UTF_8);
    }
}
