package dev.cook.git;

import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefDelta;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.SymbolicRef;

/**
 * The visible refs of a repository at one version. Sorted as Java sorts strings, which is not how the database sorts
 * text.
 *
 * @param rows as they are stored
 * @param refs the same for JGit; a symbolic ref to a ref that is not there is among them, without an object
 */
record RefSnapshot(long version, NavigableMap<String, NamedRef> rows, NavigableMap<String, Ref> refs) {

    static RefSnapshot of(long version, Collection<NamedRef> stored) {
        NavigableMap<String, NamedRef> rows = new TreeMap<>();
        stored.forEach(row -> rows.put(row.name(), row));
        return build(version, rows);
    }

    RefSnapshot with(long newer, List<RefDelta> changes) {
        NavigableMap<String, NamedRef> changed = new TreeMap<>(rows);
        for (RefDelta change : changes) {
            change.now().ifPresentOrElse(row -> changed.put(change.ref(), row), () -> changed.remove(change.ref()));
        }
        return build(newer, changed);
    }

    private static RefSnapshot build(long version, NavigableMap<String, NamedRef> rows) {
        NavigableMap<String, Ref> refs = new TreeMap<>();
        rows.values().forEach(row -> refs.put(row.name(), ref(row, rows, 0)));
        return new RefSnapshot(
                version, Collections.unmodifiableNavigableMap(rows), Collections.unmodifiableNavigableMap(refs));
    }

    /** A stored ref for JGit, on its own: for refs that no snapshot holds. */
    Ref resolve(NamedRef row) {
        return ref(row, rows, 0);
    }

    private static Ref ref(NamedRef row, NavigableMap<String, NamedRef> rows, int depth) {
        Optional<Oid> id = row.id();
        if (id.isPresent()) {
            return row.peeled()
                    .<Ref>map(peeled -> new ObjectIdRef.PeeledTag(
                            Ref.Storage.PACKED, row.name(), ObjectIds.objectId(id.get()), ObjectIds.objectId(peeled)))
                    .orElseGet(() ->
                            new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, row.name(), ObjectIds.objectId(id.get())));
        }
        String target = row.symbolicTo().orElseThrow();
        NamedRef next = rows.get(target);
        Ref leaf = next == null || depth >= RefDatabase.MAX_SYMBOLIC_REF_DEPTH
                ? new ObjectIdRef.Unpeeled(Ref.Storage.NEW, target, null)
                : ref(next, rows, depth + 1);
        return new SymbolicRef(row.name(), leaf);
    }
}
