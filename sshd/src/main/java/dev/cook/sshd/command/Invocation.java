package dev.cook.sshd.command;

import dev.cook.sshd.CommandIo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;

/**
 * How the person runs commands: through ssh, or with the launcher, which says its own name. Help and errors name commands
 * so that they can be typed as they stand. They never say {@code ssh HOST --help}, which OpenSSH takes for its own option.
 */
record Invocation(String program) {
    /** As commands are written in the texts of this package. */
    static final String SERVER = "ssh HOST";

    private static final String OPTIONS = "--help";

    static Invocation of(CommandIo io) {
        return new Invocation(io.variable("COOK_PROGRAM")
                .filter(name -> name.matches("[A-Za-z0-9._/-]{1,60}"))
                .orElse(SERVER));
    }

    /** A text of this package as the person would type its commands. */
    String said(String text) {
        if (program.equals(SERVER)) {
            return text;
        }
        // The launcher quotes words for the far side, so that one pair of quotes is enough, and asks for a terminal
        // itself.
        return text.replace("ssh -t HOST", program).replace(SERVER, program).replaceAll("'\"([^']*)\"'", "'$1'");
    }

    /**
     * Turns every usual way to ask for help into the one that the parser knows: {@code help branch list}, {@code branch help
     * list}, {@code branch -h}. Pure.
     *
     * @param group whether a command only has others below it
     */
    static List<String> help(List<String> words, Predicate<String> group) {
        if (words.isEmpty()) {
            return words;
        }
        String first = words.getFirst();
        if (first.equals("help") || first.equals(OPTIONS) || first.equals("-h")) {
            return asking(words.subList(1, words.size()));
        }
        if (words.size() > 1 && words.get(1).equals("help") && group.test(first)) {
            List<String> rest = new ArrayList<>(words);
            rest.remove(1);
            return asking(rest);
        }
        return words;
    }

    /** Words that ask for help about a command that there is; without the question where there is none, so that it is refused. */
    static List<String> known(CommandLine tree, List<String> asking) {
        CommandLine at = tree;
        for (String word : asking.subList(0, Math.max(0, asking.size() - 1))) {
            if (at.getSubcommands().isEmpty()) {
                return asking;
            }
            CommandLine below = at.getSubcommands().get(word);
            if (below == null) {
                return asking.subList(0, asking.size() - 1);
            }
            at = below;
        }
        return asking;
    }

    private static List<String> asking(List<String> command) {
        List<String> words = new ArrayList<>(command.stream()
                .filter(word -> !word.equals(OPTIONS) && !word.equals("-h"))
                .toList());
        if (!words.isEmpty()) {
            words.add(OPTIONS);
        }
        return List.copyOf(words);
    }
}
