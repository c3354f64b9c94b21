package dev.cook.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of a file, from the first to the last one, both included; they count from 1. */
public record LineRange(int first, int last) {
    /** Lines of a range: nobody reads more at once, and somebody who means all of a file need not name its lines. */
    public static final int MOST = 500;

    private static final Pattern PLACE = Pattern.compile("(.+):([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?");

    public LineRange {
        if (first < 1 || last < first || last - first >= MOST) {
            throw new IllegalArgumentException("lines " + first + " to " + last);
        }
    }

    /** A file and lines of it, as {@code FILE:LINE} or {@code FILE:LINE-LINE}. */
    public record OfFile(String file, LineRange lines) {
        /** Empty where a word is not written so, or names too many lines. */
        public static Optional<OfFile> parse(String word) {
            Matcher place = PLACE.matcher(word);
            if (!place.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(place.group(2));
            int last =
                    Optional.ofNullable(place.group(3)).map(Integer::parseInt).orElse(first);
            return of(first, last).map(lines -> new OfFile(place.group(1), lines));
        }

        @Override
        public String toString() {
            return file + ":" + lines;
        }
    }

    /** Empty where the numbers are none of a range. */
    public static Optional<LineRange> of(int first, int last) {
        return first < 1 || last < first || last - first >= MOST
                ? Optional.empty()
                : Optional.of(new LineRange(first, last));
    }

    public int count() {
        return last - first + 1;
    }

    /** In a sentence: {@code line 3}, {@code lines 3 to 5}. */
    public String told() {
        return count() == 1 ? "line " + first : "lines " + first + " to " + last;
    }

    @Override
    public String toString() {
        return count() == 1 ? Integer.toString(first) : first + "-" + last;
    }
}
