package dev.cook.agents.transcript;

import java.util.Arrays;
import java.util.List;

/**
 * One way in which a secret is written: units one after the other, each in one of several spellings, and between them what
 * programs put where a line is full.
 */
final class SecretForm {
    /**
     * Units before a line break: who ends a line within a secret has written that much of it, and without this each line that
     * ends with the first character of a secret would be held back.
     */
    static final int BEFORE_A_BREAK = 4;

    /** Bytes of one break: two line ends and an indent. What is longer is no broken line. */
    private static final int LONGEST_BREAK = 80;

    private final List<byte[][]> units;
    private final boolean spaced;
    private final byte[] instead;

    /**
     * @param units the spellings of each
     * @param spaced whether spaces and colons may lie between units
     * @param instead what is shown instead
     */
    SecretForm(List<byte[][]> units, boolean spaced, byte[] instead) {
        this.units = List.copyOf(units);
        this.spaced = spaced;
        this.instead = instead;
    }

    /** The same without its first units, for what stands in the line after. */
    SecretForm from(int unit) {
        return new SecretForm(units.subList(unit, units.size()), spaced, instead);
    }

    int length() {
        return units.size();
    }

    byte[] instead() {
        return instead;
    }

    boolean beginsWith(byte first) {
        return Arrays.stream(units.getFirst()).anyMatch(spelling -> spelling[0] == first);
    }

    /** What lies at a place. */
    sealed interface Found {
        /** Something else. */
        record Nothing() implements Found {}

        /** All of it, up to an end. */
        record All(int end) implements Found {}

        /** What there is agrees, and this many units of it are complete. */
        record Beginning(int units) implements Found {}
    }

    private static final int[] NOWHERE = {};

    private static final Found NOTHING = new Found.Nothing();

    /** Follows all spellings at once: of some, one is the beginning of another. */
    Found at(byte[] data, int start) {
        int[] places = {start};
        int beginning = -1;
        for (int unit = 0; unit < units.size(); unit++) {
            int[] next = {};
            for (int place : places) {
                next = step(data, place, units.get(unit), next);
                if (place == data.length || isCutShort(data, place, units.get(unit))) {
                    beginning = Math.max(beginning, unit);
                }
                for (int after : unit == 0 ? NOWHERE : afterBreak(data, place, unit)) {
                    next = step(data, after, units.get(unit), next);
                    if (after == data.length || isCutShort(data, after, units.get(unit))) {
                        beginning = Math.max(beginning, unit);
                    }
                }
            }
            if (next.length == 0) {
                return beginning >= 0 ? new Found.Beginning(beginning) : NOTHING;
            }
            places = next;
        }
        return new Found.All(Arrays.stream(places).max().orElseThrow());
    }

    private static int[] step(byte[] data, int place, byte[][] spellings, int[] places) {
        int[] more = places;
        for (byte[] spelling : spellings) {
            int end = place + spelling.length;
            if (end <= data.length
                    && Arrays.equals(spelling, 0, spelling.length, data, place, end)
                    && Arrays.stream(more).noneMatch(known -> known == end)) {
                more = Arrays.copyOf(more, more.length + 1);
                more[more.length - 1] = end;
            }
        }
        return more;
    }

    private static boolean isCutShort(byte[] data, int place, byte[][] spellings) {
        int left = data.length - place;
        for (byte[] spelling : spellings) {
            if (left > 0 && left < spelling.length && Arrays.equals(spelling, 0, left, data, place, data.length)) {
                return true;
            }
        }
        return false;
    }

    /** Where it may go on after a line break, as it is or as JSON writes it: there, or behind some of an indent. */
    private int[] afterBreak(byte[] data, int place, int unit) {
        if (place == data.length || !mayBreak(data[place])) {
            return NOWHERE;
        }
        int end = Math.min(data.length, place + LONGEST_BREAK);
        int[] places = NOWHERE;
        boolean broken = false;
        int at = place;
        while (at < end) {
            byte b = data[at];
            if (b == '\n' || b == '\r') {
                broken = true;
                at++;
            } else if (b == '\\' && (at + 1 == data.length || data[at + 1] == 'n' || data[at + 1] == 'r')) {
                broken = true;
                at = Math.min(data.length, at + 2);
            } else if (((b == ' ' || b == '\t') && (broken || spaced)) || (b == ':' && spaced)) {
                at++;
            } else {
                break;
            }
            if (!broken || unit >= BEFORE_A_BREAK) {
                places = Arrays.copyOf(places, places.length + 1);
                places[places.length - 1] = at;
            }
        }
        return places;
    }

    private boolean mayBreak(byte b) {
        return b == '\n' || b == '\r' || b == '\\' || (spaced && (b == ' ' || b == ':' || b == '\t'));
    }
}
