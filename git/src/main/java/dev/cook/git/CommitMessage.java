package dev.cook.git;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A commit's message, taken apart where git's interpret-trailers takes it apart: there is one block of trailers, at the end,
 * and a blank line in it would hide what stands above.
 *
 * @param text title and body
 * @param block the lines of the block, each with those that continue it
 */
record CommitMessage(String text, List<Line> block) {
    private static final Pattern TRAILER = Pattern.compile("([A-Za-z0-9-]+)[ \t]*:(.*)", Pattern.DOTALL);

    /** With one of these, git calls a paragraph a block of trailers although other lines are in it. */
    private static final List<String> OF_GIT = List.of("Signed-off-by: ", "(cherry picked from commit ");

    /** What Cook alone says; what a branch's commits say under these names is not carried on. */
    private static final Set<String> OF_COOK = Set.of("branch", "task", "started-by");

    CommitMessage {
        block = List.copyOf(block);
    }

    /**
     * A line of the block.
     *
     * @param key in lower case; empty where the line is no trailer
     */
    record Line(String key, String text) {
        static Line of(String text) {
            Matcher trailer = TRAILER.matcher(text);
            return new Line(trailer.matches() ? trailer.group(1).toLowerCase(Locale.ROOT) : "", text.stripTrailing());
        }

        boolean isTrailer() {
            return !key.isEmpty();
        }

        /** Whether it says who had a part in a commit. */
        boolean namesSomebody() {
            return key.endsWith("-by");
        }

        String value() {
            return text.substring(text.indexOf(':') + 1).strip();
        }

        /** The same for lines that say the same. */
        String meaning() {
            return isTrailer() ? key + ":" + value() : text.strip();
        }
    }

    static CommitMessage parse(String message) {
        List<String> lines = message.replace("\r\n", "\n").strip().lines().toList();
        List<Line> block = new ArrayList<>();
        int end = lines.size();
        int start = blockStart(lines, end);
        while (start < end) {
            block.addAll(0, joined(lines.subList(start, end)));
            end = start;
            while (end > 0 && lines.get(end - 1).isBlank()) {
                end--;
            }
            // What people or their tools put into a paragraph of its own belongs with the rest.
            start = blockStart(lines, end);
            if (start < end && joined(lines.subList(start, end)).stream().noneMatch(Line::namesSomebody)) {
                break;
            }
        }
        return new CommitMessage(String.join("\n", lines.subList(0, end)).stripTrailing(), block);
    }

    /** The same message with more trailers in its block; what it says already is not said twice, and Cook speaks for itself. */
    String with(List<Line> more, String ofCook) {
        List<Line> all = new ArrayList<>(block);
        all.addAll(more);
        return assembled(text, all, ofCook);
    }

    static String assembled(String text, List<Line> block, String ofCook) {
        Set<String> said = new LinkedHashSet<>();
        StringBuilder message = new StringBuilder(text.strip()).append("\n\n");
        for (Line line : block) {
            if (!OF_COOK.contains(line.key()) && said.add(line.meaning())) {
                message.append(line.text()).append('\n');
            }
        }
        return message.append(ofCook).toString();
    }

    /** Where the block begins of the lines up to an end; the end where they end with none. The title is none. */
    private static int blockStart(List<String> lines, int end) {
        int titleEnd = 0;
        while (titleEnd < end && !lines.get(titleEnd).isBlank()) {
            titleEnd++;
        }
        boolean ofGit = false;
        int trailers = 0;
        int others = 0;
        int continuing = 0;
        for (int i = end - 1; i >= titleEnd; i--) {
            String line = lines.get(i);
            if (line.isBlank()) {
                others += continuing;
                boolean isBlock = ofGit ? trailers * 3 >= others : trailers > 0 && others == 0;
                return isBlock ? i + 1 : end;
            }
            if (line.startsWith("#")) {
                others += continuing;
                continuing = 0;
            } else if (OF_GIT.stream().anyMatch(line::startsWith)) {
                trailers++;
                continuing = 0;
                ofGit = true;
            } else if (TRAILER.matcher(line).matches()) {
                trailers++;
                continuing = 0;
            } else if (Character.isWhitespace(line.charAt(0))) {
                continuing++;
            } else {
                others += 1 + continuing;
                continuing = 0;
            }
        }
        return end;
    }

    private static List<Line> joined(List<String> lines) {
        List<String> texts = new ArrayList<>();
        for (String line : lines) {
            if (Character.isWhitespace(line.charAt(0)) && !texts.isEmpty()) {
                texts.set(texts.size() - 1, texts.getLast() + "\n" + line);
            } else {
                texts.add(line);
            }
        }
        return texts.stream().map(Line::of).toList();
    }
}
