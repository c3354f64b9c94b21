package dev.cook.agents.review;

import dev.cook.domain.ReviewComment;
import dev.cook.domain.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Comments as the one message that an agent gets: file, lines, what they said, and what is to be done. Pure. */
final class ReviewMessage {
    /** Lines of a quote that are tried, until all comments fit into one message. */
    private static final List<Integer> QUOTED = List.of(40, 10, 3, 0);

    private ReviewMessage() {}

    /**
     * @param most characters of the message
     * @return empty where the comments have more, without any quote
     */
    static Optional<String> of(List<ReviewComment> comments, int most) {
        return QUOTED.stream()
                .map(lines -> of(comments, most, lines))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> of(List<ReviewComment> comments, int most, int quoted) {
        String head = comments.size() == 1
                ? "A review comment on your change. Do what it asks, or say why not; then push."
                : comments.size()
                        + " review comments on your change. Do what each of them asks, or say why not; then push once.";
        String text = comments.stream()
                .map(comment -> told(comment, quoted))
                .collect(Collectors.joining("\n\n", head + "\n\n", ""));
        return text.length() > most ? Optional.empty() : Optional.of(text);
    }

    private static String told(ReviewComment comment, int quoted) {
        return "Comment " + comment.number() + ": "
                + Text.printable(comment.place().file()) + ", "
                + comment.place().lines().told()
                + (comment.old()
                        ? " of the file before your change"
                        : " at commit " + comment.place().commit().abbreviated())
                + "\n" + quote(comment, quoted) + comment.text();
    }

    /** Each line with its number, so that none of them looks like something else. */
    private static String quote(ReviewComment comment, int most) {
        List<String> lines = comment.quote().lines().toList();
        StringBuilder quote = new StringBuilder();
        for (int i = 0; i < Math.min(most, lines.size()); i++) {
            quote.append("  ")
                    .append(comment.place().lines().first() + i)
                    .append(" | ")
                    .append(lines.get(i))
                    .append('\n');
        }
        if (most > 0 && comment.place().lines().count() > Math.min(most, lines.size())) {
            quote.append("  … | …\n");
        }
        return quote.toString();
    }
}
