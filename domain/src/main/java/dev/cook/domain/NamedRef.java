package dev.cook.domain;

import java.util.Optional;

/**
 * A ref as it stands: it names an object, or another ref.
 *
 * @param peeled what an annotated tag stands for
 */
public record NamedRef(String name, Optional<Oid> id, Optional<Oid> peeled, Optional<String> symbolicTo) {
    public NamedRef {
        if (id.isPresent() == symbolicTo.isPresent()) {
            throw new IllegalArgumentException(name + " must name either an object or another ref");
        }
    }
}
