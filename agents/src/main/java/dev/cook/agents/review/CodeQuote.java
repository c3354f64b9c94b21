package dev.cook.agents.review;

import dev.cook.domain.ReviewComment;
import dev.cook.domain.Text;
import java.util.List;

/** Lines of code as they are kept beside a comment: enough of them to know them again. Pure. */
final class CodeQuote {
    private static final int MOST_LINES = 40;

    /** Characters of a line. */
    private static final int LONGEST_LINE = 300;

    private CodeQuote() {}

    static String of(List<String> lines) {
        StringBuilder quote = new StringBuilder();
        for (String line : lines.subList(0, Math.min(MOST_LINES, lines.size()))) {
            String shown = Text.printableLines(Text.shortened(withoutReturn(line), LONGEST_LINE));
            if (quote.length() + shown.length() + 1 > ReviewComment.LONGEST_QUOTE) {
                break;
            }
            quote.append(quote.isEmpty() ? "" : "\n").append(shown);
        }
        return quote.toString();
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
