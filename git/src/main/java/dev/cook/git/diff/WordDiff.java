package dev.cook.git.diff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.MyersDiff;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;

/** The words in which two lines differ. Pure. */
final class WordDiff {
    /** Characters of a line that is compared by words: the time grows with the product of both lengths. */
    private static final int LONGEST = 500;

    /** Where less than this share of the longer line stays, the line was written anew, and colours would only be noise. */
    private static final double LEAST_COMMON = 0.3;

    /** Characters that differ, by index; nothing where the lines have too little in common, or are too long. */
    record Changed(BitSet before, BitSet after) {
        static Changed nothing() {
            return new Changed(new BitSet(), new BitSet());
        }
    }

    private record Words(String line, List<Integer> starts) {
        int end(int word) {
            return word + 1 < starts.size() ? starts.get(word + 1) : line.length();
        }

        boolean same(int word, Words other, int otherWord) {
            int length = end(word) - starts.get(word);
            return length == other.end(otherWord) - other.starts.get(otherWord)
                    && line.regionMatches(starts.get(word), other.line, other.starts.get(otherWord), length);
        }
    }

    private WordDiff() {}

    static Changed of(String before, String after) {
        if (before.length() > LONGEST || after.length() > LONGEST) {
            return Changed.nothing();
        }
        Words old = words(before);
        Words now = words(after);
        BitSet deleted = new BitSet();
        BitSet added = new BitSet();
        for (Edit edit : MyersDiff.INSTANCE.diff(new Comparator(), new Tokens(old), new Tokens(now))) {
            mark(deleted, old, edit.getBeginA(), edit.getEndA());
            mark(added, now, edit.getBeginB(), edit.getEndB());
        }
        int common = before.length() - deleted.cardinality();
        int longer = Math.max(before.length(), after.length());
        return common < longer * LEAST_COMMON ? Changed.nothing() : new Changed(deleted, added);
    }

    private static void mark(BitSet characters, Words words, int from, int to) {
        if (from < to) {
            characters.set(words.starts().get(from), words.end(to - 1));
        }
    }

    /** Letters and digits stay together, and so do blanks; anything else stands alone. */
    private static Words words(String line) {
        List<Integer> starts = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            int kind = kind(line.codePointAt(i));
            if (kind != last || kind == OTHER) {
                starts.add(i);
            }
            last = kind;
        }
        return new Words(line, starts);
    }

    private static final int OTHER = 2;

    private static int kind(int c) {
        if (Character.isLetterOrDigit(c) || c == '_') {
            return 0;
        }
        return Character.isWhitespace(c) ? 1 : OTHER;
    }

    private static final class Tokens extends Sequence {
        private final Words words;

        Tokens(Words words) {
            this.words = words;
        }

        @Override
        public int size() {
            return words.starts().size();
        }
    }

    private static final class Comparator extends SequenceComparator<Tokens> {
        @Override
        public boolean equals(Tokens a, int ai, Tokens b, int bi) {
            return a.words.same(ai, b.words, bi);
        }

        @Override
        public int hash(Tokens sequence, int i) {
            Words words = sequence.words;
            return words.line().substring(words.starts().get(i), words.end(i)).hashCode();
        }
    }
}
