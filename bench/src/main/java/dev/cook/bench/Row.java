package dev.cook.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of the table.
 *
 * @param group the word that {@code --row} takes
 * @param name what was done
 * @param unit of the values: s, ms, /s or MB
 * @param cook what Cook reached, each run
 * @param peerName who it is compared with
 * @param peer what the peer reached; empty: Cook's own value is held against the target
 */
record Row(
        String group,
        String name,
        String unit,
        List<Double> cook,
        String peerName,
        List<Double> peer,
        Optional<Target> target) {
    Row {
        cook = List.copyOf(cook);
        peer = List.copyOf(peer);
    }

    /**
     * What is to be reached.
     *
     * @param limit of the ratio, or of the value where there is no peer
     * @param more whether more is better
     */
    record Target(double limit, boolean more) {
        static Optional<Target> atMost(double limit) {
            return Optional.of(new Target(limit, false));
        }

        static Optional<Target> atLeast(double limit) {
            return Optional.of(new Target(limit, true));
        }

        String text() {
            return (more ? "≥ " : "≤ ") + number(limit);
        }
    }

    /** Cook's median divided by the peer's; Cook's own where there is no peer. */
    double judged() {
        return peer.isEmpty() ? Race.median(cook) : Race.median(cook) / Race.median(peer);
    }

    Optional<Boolean> met() {
        return target.map(t -> t.more() ? judged() >= t.limit() : judged() <= t.limit());
    }

    String verdict() {
        return met().map(yes -> yes ? "met" : "**missed**").orElse("–");
    }

    String shown(List<Double> values) {
        if (values.isEmpty()) {
            return "–";
        }
        double median = Race.median(values);
        return switch (unit) {
            case "ms" -> number(median * 1000) + " ms";
            default -> (number(median) + " " + unit).strip();
        };
    }

    static String number(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
