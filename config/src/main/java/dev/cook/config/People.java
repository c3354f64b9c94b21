package dev.cook.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is who in a repository.
 *
 * @param groups names of accounts by the group's name
 * @param owners who owns which files; several entries may own the same one
 */
public record People(Map<String, List<String>> groups, List<PathOwners> owners) {
    /** Nobody is named. */
    public static final People NONE = new People(Map.of(), List.of());

    public People {
        groups = Map.copyOf(groups);
        owners = List.copyOf(owners);
    }

    /** The accounts that a list of accounts and groups comes to; a group hides an account of the same name. */
    public Set<String> accounts(List<String> accountsAndGroups) {
        Set<String> accounts = new TreeSet<>();
        accountsAndGroups.forEach(name -> accounts.addAll(groups.getOrDefault(name, List.of(name))));
        return accounts;
    }

    /** The accounts of which one owns the file; empty: nobody owns it. */
    public Optional<Set<String>> ownersOf(String path) {
        List<PathOwners> matching =
                owners.stream().filter(entry -> entry.paths().matches(path)).toList();
        if (matching.isEmpty()) {
            return Optional.empty();
        }
        Set<String> accounts = new TreeSet<>();
        matching.forEach(entry -> accounts.addAll(accounts(entry.owners())));
        return Optional.of(accounts);
    }
}
