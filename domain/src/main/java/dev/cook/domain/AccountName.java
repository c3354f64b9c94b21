package dev.cook.domain;

import java.util.regex.Pattern;

/** An account's name: lower-case, starts with a letter or digit, at most 63 characters. */
public record AccountName(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public AccountName {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + Text.shortened(Text.printable(value), 60)
                    + "' is not an account's name: use lower-case letters, digits, '.', '-' and '_', at most 63");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
