package dev.cook.domain;

import java.util.Locale;
import java.util.Optional;

/** What an account may do in one repository; each role includes those before it. */
public enum Role {
    /** Clone, fetch, look at pages, logs and fossils. */
    READ,
    /** Push branches, start agents, abandon branches. */
    WRITE,
    /** Let a branch land, and push to the target directly. */
    LAND,
    /** Change the repository's settings and who has which role. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Whether who has it may let a branch land. */
    public boolean mayLand() {
        return includes(LAND);
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> parse(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
