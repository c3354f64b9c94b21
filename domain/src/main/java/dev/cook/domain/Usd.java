package dev.cook.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of money as people write and read them. */
public final class Usd {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,7}(?:\\.[0-9]{1,6})?)usd");

    private Usd() {}

    /** Reads {@code 5usd} or {@code 0.50usd}; nothing else, and not nothing, is a budget. */
    public static Optional<BigDecimal> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? Optional.of(new BigDecimal(matcher.group(1))).filter(amount -> amount.signum() > 0)
                : Optional.empty();
    }

    /** Two places, or as many as it takes to show that it is not nothing. */
    public static String shown(BigDecimal amount) {
        BigDecimal cents = amount.setScale(2, RoundingMode.HALF_UP);
        boolean small = amount.signum() != 0 && amount.abs().compareTo(BigDecimal.ONE) < 0;
        BigDecimal shown = small ? amount.setScale(4, RoundingMode.HALF_UP).stripTrailingZeros() : cents;
        if (small && shown.signum() == 0) {
            return "under 0.0001 USD";
        }
        return (shown.scale() < 2 ? shown.setScale(2, RoundingMode.UNNECESSARY) : shown).toPlainString() + " USD";
    }
}
