package dev.cook.http.repository;

import dev.cook.domain.Branch;
import dev.cook.domain.Repo;
import dev.cook.git.browse.RefList;
import dev.cook.http.exchange.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Branches or tags of a repository.
 *
 * @param address where they are shown
 * @param query what their names hold; empty: all
 * @param targets names of branches that others land on
 * @param known what Cook knows of the branches, by name
 * @param names by which addresses find the refs, by full name
 */
public record RefsPage(
        Repo repo,
        String address,
        String query,
        RefList list,
        List<String> targets,
        Map<String, Branch> known,
        Map<String, String> names) {
    public RefsPage {
        targets = List.copyOf(targets);
        known = Map.copyOf(known);
        names = Map.copyOf(names);
    }

    public boolean isTarget(RefList.Line line) {
        return targets.contains(line.name());
    }

    public Optional<Branch> branch(RefList.Line line) {
        return Optional.ofNullable(known.get(line.name()));
    }

    public String files(RefList.Line line) {
        return RepoAddress.files(repo.name(), names.getOrDefault(line.ref(), line.ref()), "");
    }

    public String compare(RefList.Line line) {
        return RepoAddress.compare(
                repo.name(), repo.defaultBranch().value(), names.getOrDefault(line.ref(), line.ref()));
    }

    public Optional<String> next() {
        return list.next()
                .map(from -> address + "?from=" + from + (query.isEmpty() ? "" : "&q=" + Site.encoded(query)));
    }
}
