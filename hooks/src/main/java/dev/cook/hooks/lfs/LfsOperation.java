package dev.cook.hooks.lfs;

import dev.cook.domain.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client of Git LFS is about to do. */
public enum LfsOperation {
    DOWNLOAD(Role.READ),
    UPLOAD(Role.WRITE);

    private final Role role;

    LfsOperation(Role role) {
        this.role = role;
    }

    /** What a person has to be in a repository. */
    Role role() {
        return role;
    }

    /** As the protocol calls it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<LfsOperation> of(String word) {
        return Arrays.stream(values())
                .filter(operation -> operation.word().equals(word))
                .findFirst();
    }
}
