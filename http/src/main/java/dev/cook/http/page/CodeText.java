package dev.cook.http.page;

import dev.cook.domain.Text;
import java.util.ArrayList;
import java.util.List;

/** Text in which words between backticks are commands, as Cook's own messages write them. */
public final class CodeText {
    /** A piece of such a text. */
    public record Part(String text, boolean code) {}

    private CodeText() {}

    public static List<Part> parts(String text) {
        String[] pieces = Text.printable(text).split("`", -1);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            boolean code = i % 2 == 1 && i < pieces.length - 1;
            if (!pieces[i].isEmpty()) {
                parts.add(new Part(pieces[i], code));
            }
        }
        return List.copyOf(parts);
    }
}
