package dev.cook.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes, durations and amounts of money: a number with its unit, so that nobody has to guess one. */
final class QuantityTypes {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)");
    private static final Pattern USD = Pattern.compile("([0-9]{1,7}(?:\\.[0-9]{1,6})?)usd");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smh])");

    private QuantityTypes() {}

    /** Bytes, within bounds that are written the same way. */
    static ValueType<Long> size(String least, String most) {
        return new ValueTypes.Text<>("size, " + least + " to " + most, text -> {
            long bytes = bytes(text);
            if (bytes < bytes(least) || bytes > bytes(most)) {
                throw new IllegalArgumentException("must lie between " + least + " and " + most + ", not " + text);
            }
            return bytes;
        });
    }

    static ValueType<Duration> duration(String least, String most) {
        return new ValueTypes.Text<>("duration, " + least + " to " + most, text -> {
            Duration duration = time(text);
            if (duration.compareTo(time(least)) < 0 || duration.compareTo(time(most)) > 0) {
                throw new IllegalArgumentException("must lie between " + least + " and " + most + ", not " + text);
            }
            return duration;
        });
    }

    /** A decimal number in a range, written without quotes: an amount of money or of processors. */
    record Amount(String least, String most) implements ValueType<BigDecimal> {
        private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");

        @Override
        public String title() {
            return "number, " + least + " to " + most;
        }

        @Override
        public BigDecimal ofToml(Object value) {
            return switch (value) {
                case Long number -> ofText(number.toString());
                case Double number -> ofText(new BigDecimal(number.toString()).toPlainString());
                default ->
                    throw new IllegalArgumentException(
                            "expected a number without quotes, found " + QuotedValue.value(value));
            };
        }

        @Override
        public BigDecimal ofText(String text) {
            if (!DECIMAL.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "expected a number such as 2 or 0.25, found " + QuotedValue.quoted(text));
            }
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(new BigDecimal(least)) < 0 || number.compareTo(new BigDecimal(most)) > 0) {
                throw new IllegalArgumentException("must lie between " + least + " and " + most + ", not " + text);
            }
            return number;
        }
    }

    static ValueType<BigDecimal> usd() {
        return new ValueTypes.Text<>("amount of money", text -> {
            Matcher matcher = USD.matcher(text);
            BigDecimal amount = matcher.matches() ? new BigDecimal(matcher.group(1)) : BigDecimal.ZERO;
            if (amount.signum() == 0) {
                throw new IllegalArgumentException(
                        "expected an amount such as \"5usd\" or \"0.50usd\", found " + QuotedValue.quoted(text));
            }
            return amount;
        });
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a size such as \"64KiB\", \"512MiB\" or \"2GiB\", found " + QuotedValue.quoted(text));
        }
        long unit =
                switch (matcher.group(2)) {
                    case "B" -> 1L;
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    default -> 1L << 30;
                };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(QuotedValue.quoted(text) + " is too large", e);
        }
    }

    private static Duration time(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a duration such as \"90s\", \"10m\" or \"2h\", found " + QuotedValue.quoted(text));
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
