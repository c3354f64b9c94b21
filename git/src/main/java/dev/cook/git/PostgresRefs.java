package dev.cook.git;

import dev.cook.domain.Fossil;
import dev.cook.domain.NamedRef;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.RefRename;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.ReflogReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit's ref database on rows. Lists hold visible refs only; a fossil is found by its full name or by a prefix below
 * {@code refs/fossils/}.
 */
class PostgresRefs extends RefDatabase {
    private static final String COOK = "refs/cook/";

    /** Which refs a repository shows. */
    enum Mode {
        /** As they stand at each call. */
        LIVE,
        /** As they stood at the first call, so that one request sees one state. */
        PINNED,
        /** As they stood at a version; nothing can be moved. */
        PAST
    }

    private final CookRepository repository;
    private final RefCache cache;
    private final Mode mode;
    private volatile @Nullable RefSnapshot pinned;

    PostgresRefs(CookRepository repository, RefCache cache, Mode mode) {
        this.repository = repository;
        this.cache = cache;
        this.mode = mode;
    }

    static PostgresRefs asOf(CookRepository repository, RefCache cache, long version) {
        PostgresRefs refs = new PostgresRefs(repository, cache, Mode.PAST);
        refs.pinned = cache.asOf(version);
        return refs;
    }

    CookRepository repository() {
        return repository;
    }

    private RefSnapshot snapshot() {
        RefSnapshot held = pinned;
        if (held != null) {
            return held;
        }
        RefSnapshot current = cache.current();
        if (mode == Mode.PINNED) {
            pinned = current;
        }
        return current;
    }

    @Override
    public void refresh() {
        if (mode == Mode.PINNED) {
            pinned = null;
        }
    }

    /** Moves refs for JGit, all or none. */
    RefsOutcome move(List<RefChange> changes, @Nullable PersonIdent who) throws IOException {
        if (mode == Mode.PAST) {
            throw new IOException("this view shows refs as they stood in the past; they cannot be moved");
        }
        String name = who == null ? "cook" : who.getName();
        RefsOutcome outcome = cache.store().write(tx -> tx.refs().move(cache.repo(), changes, name));
        refresh();
        return outcome;
    }

    /** A ref as it stands now, whatever is pinned: an update compares with this. */
    @Nullable
    Ref current(String name) {
        refresh();
        return exactRef(name);
    }

    @Override
    public @Nullable Ref exactRef(String name) {
        if (!isHidden(name)) {
            return snapshot().refs().get(name);
        }
        return stored(name).map(snapshot()::resolve).orElse(null);
    }

    @Override
    public Map<String, Ref> exactRef(String... names) {
        Map<String, Ref> found = new LinkedHashMap<>();
        for (String name : names) {
            Ref ref = exactRef(name);
            if (ref != null) {
                found.put(name, ref);
            }
        }
        return found;
    }

    @Override
    public @Nullable Ref firstExactRef(String... names) {
        for (String name : names) {
            Ref ref = exactRef(name);
            if (ref != null) {
                return ref;
            }
        }
        return null;
    }

    private Optional<NamedRef> stored(String name) {
        return cache.store().read(tx -> tx.refs().get(cache.repo(), name));
    }

    static boolean isHidden(String name) {
        return name.startsWith(Fossil.PREFIX) || name.startsWith(COOK);
    }

    @Override
    public List<Ref> getRefs() {
        return getRefsByPrefix(ALL);
    }

    @Override
    @Deprecated
    public Map<String, Ref> getRefs(String prefix) {
        Map<String, Ref> refs = new TreeMap<>();
        getRefsByPrefix(prefix).forEach(ref -> refs.put(ref.getName().substring(prefix.length()), ref));
        return refs;
    }

    @Override
    public List<Ref> getRefsByPrefix(String prefix) {
        List<Ref> refs = new ArrayList<>();
        for (Ref ref : below(prefix)) {
            if (ref.getObjectId() != null) {
                refs.add(ref);
            }
        }
        return refs;
    }

    private Collection<Ref> below(String prefix) {
        if (isHidden(prefix)) {
            return hiddenBelow(prefix);
        }
        return snapshot()
                .refs()
                .subMap(prefix, true, prefix + Character.MAX_VALUE, false)
                .values();
    }

    private Collection<Ref> hiddenBelow(String prefix) {
        Map<String, Ref> found = new TreeMap<>();
        Ref exact = prefix.endsWith("/") ? null : exactRef(prefix);
        if (exact != null) {
            found.put(exact.getName(), exact);
        }
        String directory = prefix.endsWith("/") ? prefix : prefix + "/";
        for (NamedRef row : cache.store().read(tx -> tx.refs().prefix(cache.repo(), directory))) {
            found.put(row.name(), snapshot().resolve(row));
        }
        return found.values();
    }

    @Override
    public List<Ref> getRefsByPrefixWithExclusions(String include, java.util.Set<String> excludes) {
        return getRefsByPrefix(include).stream()
                .filter(ref -> excludes.stream().noneMatch(ref.getName()::startsWith))
                .toList();
    }

    @Override
    public boolean hasRefs() {
        return !getRefs().isEmpty();
    }

    @Override
    public boolean isNameConflicting(String name) {
        return !getConflictingNames(name).isEmpty();
    }

    @Override
    public Collection<String> getConflictingNames(String name) {
        List<String> conflicts = new ArrayList<>();
        RefSnapshot refs = snapshot();
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            if (refs.rows().containsKey(name.substring(0, slash))) {
                conflicts.add(name.substring(0, slash));
            }
        }
        conflicts.addAll(refs.rows().subMap(name + "/", true, name + "0", false).keySet());
        return conflicts;
    }

    @Override
    public RefUpdate newUpdate(String name, boolean detach) {
        Ref ref = exactRef(name);
        boolean detaching = detach && ref != null && ref.isSymbolic();
        if (ref == null || detaching) {
            ref = new ObjectIdRef.Unpeeled(Ref.Storage.NEW, name, ref == null ? null : ref.getObjectId());
        }
        PostgresRefUpdate update = new PostgresRefUpdate(this, ref);
        if (detaching) {
            update.setDetachingSymbolicRef();
        }
        return update;
    }

    @Override
    public RefRename newRename(String from, String to) {
        return new PostgresRefRename(
                this, new PostgresRefUpdate(this, orNew(from)), new PostgresRefUpdate(this, orNew(to)));
    }

    private Ref orNew(String name) {
        Ref ref = exactRef(name);
        return ref == null ? new ObjectIdRef.Unpeeled(Ref.Storage.NEW, name, null) : ref;
    }

    @Override
    public BatchRefUpdate newBatchUpdate() {
        return new PostgresBatch(this);
    }

    @Override
    public boolean performsAtomicTransactions() {
        return true;
    }

    @Override
    public Ref peel(Ref ref) {
        Ref leaf = ref.getLeaf();
        ObjectId id = leaf.getObjectId();
        if (leaf.isPeeled() || id == null) {
            return ref;
        }
        return ObjectIds.peeled(repository, id)
                .<Ref>map(peeled ->
                        new ObjectIdRef.PeeledTag(leaf.getStorage(), leaf.getName(), id, ObjectIds.objectId(peeled)))
                .orElseGet(() -> new ObjectIdRef.PeeledNonTag(leaf.getStorage(), leaf.getName(), id));
    }

    @Override
    public List<Ref> getAdditionalRefs() {
        return List.of();
    }

    @Override
    public ReflogReader getReflogReader(Ref ref) {
        return new NoReflog();
    }

    @Override
    public ReflogReader getReflogReader(String name) {
        return new NoReflog();
    }

    @Override
    public void create() {
        // The rows were made with the repository.
    }

    @Override
    public void close() {
        // The store outlives every repository.
    }
}
