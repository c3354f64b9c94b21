package dev.cook.store;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefRefusal;
import dev.cook.domain.RepoId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Whether a batch of ref changes may be made, asked while the repository is locked. */
final class RefChecks {
    private final Map<String, Standing> standing = new HashMap<>();
    private final TreeSet<String> created = new TreeSet<>();

    private RefChecks() {}

    /** A ref as it stands, and a ref in the way of creating it: above it (a for a/b) or below it. */
    private record Standing(
            boolean there,
            Optional<Oid> id,
            Optional<String> symbolicTo,
            Optional<String> above,
            Optional<String> below) {}

    static List<RefRefusal> refusals(Handle handle, RepoId repo, List<RefChange> changes) {
        RefChecks checks = new RefChecks();
        checks.read(handle, repo, changes);
        changes.stream().filter(c -> !c.deletes()).map(RefChange::ref).forEach(checks.created::add);
        List<RefRefusal> refusals = new ArrayList<>();
        for (RefChange change : changes) {
            checks.reasonAgainst(change).ifPresent(reason -> refusals.add(new RefRefusal(change.ref(), reason)));
        }
        return refusals;
    }

    private void read(Handle handle, RepoId repo, List<RefChange> changes) {
        List<String> names = changes.stream().map(RefChange::ref).toList();
        List<String> deleted =
                changes.stream().filter(RefChange::deletes).map(RefChange::ref).toList();
        handle.createQuery("""
                        SELECT i.name, r.name AS there, r.object_id, r.symbolic_target,
                               (SELECT a.name FROM ref a
                                WHERE a.repo_id = :repo AND a.name <> ALL (:deleted)
                                  AND a.name = ANY (ARRAY(SELECT array_to_string(trim_array(p, n), '/')
                                                          FROM generate_series(1, cardinality(p) - 2) AS n))
                                LIMIT 1) AS above,
                               (SELECT b.name FROM ref b
                                WHERE b.repo_id = :repo AND b.name > i.name || '/' AND b.name < i.name || '0'
                                  AND b.name <> ALL (:deleted)
                                LIMIT 1) AS below
                        FROM unnest(:names) AS i (name)
                        CROSS JOIN LATERAL string_to_array(i.name, '/') AS p
                        LEFT JOIN ref r ON r.repo_id = :repo AND r.name = i.name
                        """)
                .bind("repo", repo.value())
                .bindArray("names", String.class, names)
                .bindArray("deleted", String.class, deleted)
                .map(Row.mapper(row -> Map.entry(row.text("name"), standing(row))))
                .forEach(entry -> standing.put(entry.getKey(), entry.getValue()));
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                row.maybeText("there").isPresent(),
                row.maybeOid("object_id"),
                row.maybeText("symbolic_target"),
                row.maybeText("above"),
                row.maybeText("below"));
    }

    private Optional<String> reasonAgainst(RefChange change) {
        Standing now = standing.get(change.ref());
        if (now == null) {
            throw new IllegalStateException(change.ref() + " was not read");
        }
        if (!now.id().equals(change.from())) {
            return Optional.of("moved meanwhile: is now " + shown(now) + ", expected "
                    + change.from().map(Oid::abbreviated).orElse("nothing"));
        }
        if (change.deletes()) {
            return now.there() ? Optional.empty() : Optional.of("is not there");
        }
        if (now.there()) {
            return Optional.empty();
        }
        return inTheWay(change.ref(), now).map(other -> "conflicts with " + other);
    }

    private Optional<String> inTheWay(String ref, Standing now) {
        for (int slash = ref.lastIndexOf('/'); slash > 0; slash = ref.lastIndexOf('/', slash - 1)) {
            if (created.contains(ref.substring(0, slash))) {
                return Optional.of(ref.substring(0, slash));
            }
        }
        String next = created.ceiling(ref + "/");
        if (next != null && next.startsWith(ref + "/")) {
            return Optional.of(next);
        }
        return now.above().or(now::below);
    }

    private static String shown(Standing now) {
        return now.id()
                .map(Oid::abbreviated)
                .or(() -> now.symbolicTo().map(target -> "a symbolic ref to " + target))
                .orElse("not there");
    }
}
