package dev.cook.git;

import dev.cook.domain.NamedRef;
import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.eclipse.jgit.lib.RepositoryCache;

/**
 * The repositories of this server. A repository's directory is made when it is first opened: the row comes first, and
 * nothing on disk is needed until somebody pushes.
 */
public final class GitRepos implements AutoCloseable {
    /** Repositories kept open, with the lists of their packs; more are closed, least recently used first. */
    private static final int KEPT_OPEN = 256;

    private final Path repositories;
    private final Store store;
    private final RepoLocks locks = new RepoLocks();
    private final ReentrantLock opening = new ReentrantLock();
    private final Map<RepoId, CookRepository> open = new LinkedHashMap<>(16, 0.75f, true);
    private final ConcurrentMap<RepoId, RefCache> refs = new ConcurrentHashMap<>();
    /** Held while a repository is opened for the first time, or removed. */
    private final ConcurrentMap<RepoId, ReentrantLock> beginning = new ConcurrentHashMap<>();

    private final ConcurrentMap<RepoId, AcceptedPacks> accepted = new ConcurrentHashMap<>();

    /** Where many packs came since maintenance looked. */
    private final Set<RepoId> crowded = ConcurrentHashMap.newKeySet();

    /** Ids are never used again. */
    private final Set<RepoId> removed = ConcurrentHashMap.newKeySet();

    /**
     * @param data the server's data directory; repositories lie in {@code repos/<id>.git} below it
     */
    public GitRepos(Path data, Store store) {
        this.repositories = data.resolve("repos").toAbsolutePath().normalize();
        LentDirectory.prepare(repositories);
        this.store = store;
    }

    public RepoLocks locks() {
        return locks;
    }

    /** Where a repository's objects lie: lent read-only to its environments. */
    public Path objects(RepoId repo) {
        base(repo);
        return directory(repo).objects();
    }

    /** Where a repository's Git LFS objects lie; nobody but the server gets there. */
    Path lfs(RepoId repo) {
        return directory(repo).lfs();
    }

    /** Whether a repository was removed since the server started: whoever still has it in hand makes nothing in it any more. */
    boolean isRemoved(RepoId repo) {
        return removed.contains(repo);
    }

    /** Removes the directory of a repository whose row is gone. */
    public void remove(RepoId repo) {
        ReentrantLock mine = beginning(repo);
        mine.lock();
        try {
            removed.add(repo);
            crowded.remove(repo);
            forget(repo);
            refs.remove(repo);
            DurableFiles.deleteTree(directory(repo).path());
        } catch (IOException e) {
            throw new UncheckedIOException("repository " + repo + " cannot be removed", e);
        } finally {
            mine.unlock();
        }
    }

    RepositoryDirectory directory(RepoId repo) {
        return new RepositoryDirectory(repositories.resolve(repo + ".git"));
    }

    Path scratch() {
        return repositories.resolve("scratch.git");
    }

    /** A repository whose refs are always as they stand now. Close it after use. */
    public CookRepository open(RepoId repo) {
        return base(repo, true);
    }

    /** A repository whose refs stay as they stood when they were first read: for one request. Close it after use. */
    public CookRepository view(RepoId repo) {
        return view(repo, repository -> new PostgresRefs(repository, refs(repo), PostgresRefs.Mode.PINNED));
    }

    /** The same, whose objects are read until a deadline. Close it after use. */
    public CookRepository view(RepoId repo, Deadline deadline) {
        try {
            return CookRepository.view(
                    directory(repo),
                    base(repo),
                    repository -> new PostgresRefs(repository, refs(repo), PostgresRefs.Mode.PINNED),
                    deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A repository whose visible refs are those of an earlier version, to read only. Close it after use. */
    public CookRepository asOf(RepoId repo, long version) {
        return view(repo, repository -> PostgresRefs.asOf(repository, refs(repo), version));
    }

    private CookRepository view(RepoId repo, CookRepository.RefsOf view) {
        try {
            return CookRepository.view(directory(repo), base(repo), view);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Somewhere for the objects of one push, fossil or merge by git until they are accepted. Hold {@link RepoLocks#shared} from
     * before this until the refs have moved.
     */
    public Quarantine quarantine(RepoId repo) {
        try {
            return Quarantine.open(
                    directory(repo),
                    base(repo),
                    repository -> new PostgresRefs(repository, refs(repo), PostgresRefs.Mode.PINNED),
                    accepted(repo));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AcceptedPacks accepted(RepoId repo) {
        return accepted.computeIfAbsent(repo, id -> new AcceptedPacks(directory(id), () -> noteCrowd(id)));
    }

    private void noteCrowd(RepoId repo) {
        if (!isRemoved(repo)) {
            crowded.add(repo);
        }
    }

    /** The repositories that got many packs since this was asked last. */
    Set<RepoId> crowded() {
        Set<RepoId> now = Set.copyOf(crowded);
        crowded.removeAll(now);
        return now;
    }

    /** Reads rows in the transaction in which the refs of a repository are brought up to date, which then need none. */
    public <T> T withRefs(RepoId repo, Function<Tx, T> read) {
        return refs(repo).with(read);
    }

    RefCache refs(RepoId repo) {
        return refs.computeIfAbsent(repo, id -> new RefCache(store, id));
    }

    CookRepository base(RepoId repo) {
        return base(repo, false);
    }

    /**
     * The first opening looks at the disk and asks the database, so only those wait for it who want the same repository.
     *
     * @param counted whether the caller closes it: counted while nobody can evict it, or it might be closed already
     */
    private CookRepository base(RepoId repo, boolean counted) {
        Store.requireNoTransaction("a repository is opened");
        Optional<CookRepository> known = known(repo, counted);
        if (known.isPresent()) {
            return known.get();
        }
        ReentrantLock mine = beginning(repo);
        mine.lock();
        try {
            known = known(repo, counted);
            return known.isPresent() ? known.get() : keep(repo, openFirst(repo), counted);
        } catch (IOException e) {
            throw new UncheckedIOException("repository " + repo + " cannot be opened", e);
        } finally {
            mine.unlock();
        }
    }

    private ReentrantLock beginning(RepoId repo) {
        return beginning.computeIfAbsent(repo, _ -> new ReentrantLock());
    }

    private Optional<CookRepository> known(RepoId repo, boolean counted) {
        opening.lock();
        try {
            Optional<CookRepository> known = Optional.ofNullable(open.get(repo));
            if (counted) {
                known.ifPresent(CookRepository::incrementOpen);
            }
            return known;
        } finally {
            opening.unlock();
        }
    }

    private CookRepository keep(RepoId repo, CookRepository opened, boolean counted) {
        opening.lock();
        try {
            if (counted) {
                opened.incrementOpen();
            }
            open.put(repo, opened);
            if (open.size() > KEPT_OPEN) {
                var oldest = open.entrySet().iterator();
                CookRepository evicted = oldest.next().getValue();
                oldest.remove();
                RepositoryCache.close(evicted);
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    private void forget(RepoId repo) {
        opening.lock();
        try {
            Optional.ofNullable(open.remove(repo)).ifPresent(RepositoryCache::close);
        } finally {
            opening.unlock();
        }
    }

    private CookRepository openFirst(RepoId repo) throws IOException {
        RepositoryDirectory directory = directory(repo);
        if (!directory.exists()) {
            if (store.read(tx -> tx.refs().visible(repo)).stream()
                    .map(NamedRef::id)
                    .anyMatch(id -> id.isPresent())) {
                throw new IllegalStateException("the objects of repository " + repo + " are not in " + directory.path()
                        + ", though it has refs: is this the right data directory?");
            }
            directory.create();
        } else if (!refs.containsKey(repo)) {
            directory.sweep();
        }
        CookRepository opened = CookRepository.open(
                directory, repository -> new PostgresRefs(repository, refs(repo), PostgresRefs.Mode.LIVE));
        // JGit opens alternates through its cache: a quarantine then shares this one's list of packs.
        RepositoryCache.register(opened);
        return opened;
    }

    @Override
    public void close() {
        opening.lock();
        try {
            open.values().forEach(RepositoryCache::close);
            open.clear();
        } finally {
            opening.unlock();
        }
    }
}
