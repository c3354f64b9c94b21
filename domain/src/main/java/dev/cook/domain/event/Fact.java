package dev.cook.domain.event;

import java.util.Map;

/**
 * Something that happened, never a secret. Each record of the family is one version of one type of event; the event table,
 * {@code event tail --json}, the live stream of a page and fossils show its type, its version and its keys.
 */
public sealed interface Fact permits AccountFact, RepoFact, BranchFact, UnknownFact {
    /** The type on the wire, for instance {@code branch.landed}. */
    default String type() {
        return FactTypes.of(this).type();
    }

    /** Counts up when the keys of the type change in a way that a reader of the version before would not understand. */
    default int version() {
        return FactTypes.of(this).version();
    }

    /** Keys and values on the wire; an optional value that is missing has no key. */
    default Map<String, String> data() {
        return FactTypes.of(this).data(this);
    }

    /**
     * Reads what {@link #data} wrote, here or in another version. Keys that this version does not know are left out.
     *
     * @return an {@link UnknownFact} for a type or version that is not known here, and for keys that are missing or damaged
     */
    static Fact parse(String type, int version, Map<String, String> data) {
        return FactTypes.parse(type, version, data);
    }

    /** The type on the wire of a record of this family. */
    static String type(Class<? extends Fact> record) {
        return FactTypes.of(record).type();
    }
}
