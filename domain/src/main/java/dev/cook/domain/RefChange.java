package dev.cook.domain;

import java.util.Optional;

/**
 * One movement of one ref.
 *
 * @param from the object that the ref must name now; empty: it is not there, or is symbolic
 * @param to the object that it shall name; empty together with {@code symbolicTo}: it is deleted
 * @param peeled what {@code to} stands for where it is an annotated tag
 * @param symbolicTo the ref that it shall name instead of an object
 * @param message why, as in a reflog
 */
public record RefChange(
        String ref,
        Optional<Oid> from,
        Optional<Oid> to,
        Optional<Oid> peeled,
        Optional<String> symbolicTo,
        String message) {
    public RefChange {
        if (!ref.equals("HEAD") && !ref.startsWith("refs/")) {
            throw new IllegalArgumentException(
                    "'" + Text.printable(ref) + "' is not a full ref name: it starts with refs/ or is HEAD");
        }
        if (to.isPresent() && symbolicTo.isPresent()) {
            throw new IllegalArgumentException(ref + " cannot name an object and another ref");
        }
        if (peeled.isPresent() && to.isEmpty()) {
            throw new IllegalArgumentException(ref + " has a peeled object but no object");
        }
    }

    public static RefChange create(String ref, Oid to, String message) {
        return new RefChange(ref, Optional.empty(), Optional.of(to), Optional.empty(), Optional.empty(), message);
    }

    public static RefChange update(String ref, Oid from, Oid to, String message) {
        return new RefChange(ref, Optional.of(from), Optional.of(to), Optional.empty(), Optional.empty(), message);
    }

    public static RefChange delete(String ref, Oid from, String message) {
        return new RefChange(ref, Optional.of(from), Optional.empty(), Optional.empty(), Optional.empty(), message);
    }

    /** Points a symbolic ref, such as HEAD, at another ref. */
    public static RefChange link(String ref, String symbolicTo, String message) {
        return new RefChange(
                ref, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(symbolicTo), message);
    }

    public boolean deletes() {
        return to.isEmpty() && symbolicTo.isEmpty();
    }
}
