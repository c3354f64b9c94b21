package dev.cook.config;

import java.util.List;

/**
 * Who owns some files.
 *
 * @param owners accounts and groups; one of them is enough
 */
public record PathOwners(PathPattern paths, List<String> owners) {
    public PathOwners {
        owners = List.copyOf(owners);
    }
}
