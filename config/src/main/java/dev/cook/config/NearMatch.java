package dev.cook.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
final class NearMatch {
    /** Longer words are nobody's slip of the finger, and the comparison is quadratic. */
    private static final int LONGEST = 80;

    private NearMatch() {}

    /** The closest of the known words if at most a third of its letters (one or two in any case) differ, or one that begins so. */
    static Optional<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<String> close = known.stream()
                // Of a single letter, every other one would be near.
                .filter(candidate ->
                        distance(word, candidate) <= tolerance(candidate) && distance(word, candidate) < word.length())
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
        return close.or(() -> word.length() < 4
                ? Optional.empty()
                : known.stream().filter(candidate -> candidate.startsWith(word)).findFirst());
    }

    private static int tolerance(String candidate) {
        return Math.max(candidate.length() > 3 ? 2 : 1, candidate.length() / 3);
    }

    /** Letters to insert, remove, replace or swap with their neighbour to get from one word to the other. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
