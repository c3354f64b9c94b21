package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a repository fast: one pack with bitmaps for branches and tags, one for all that only fossils and the log reach, and
 * a few of what came since. All is packed anew only once a repository has grown by a tenth; until then small packs are folded
 * ({@link PackFolding}), so each object is written a few times and not with every fifty pushes. New packs are written aside
 * while pushes go on. A file is deleted only when every object in it is found in a new pack, so what nothing reaches stays
 * as well.
 */
public final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    /** From here on a push gets slower with each further pack: 14 ms up to 200, 59 ms at 2,000. */
    private static final int MOST_PACKS = 50;

    /** New packs after which a repository is looked at without waiting for its turn: a push is as fast as ever until then. */
    static final int CROWD = 200;

    /** With fewer objects than this a clone is fast without bitmaps. */
    private static final long BITMAPS_FROM = 5_000;

    /** The part by which a repository grows before all is packed anew: an object is written about ten times then. */
    private static final int GROWTH = 10;

    /** C git's own limit, gc.auto. */
    private static final int MOST_LOOSE = 6_700;

    /** Objects of a pack that is folded, at most: for each there are some hundred bytes in the heap. */
    private static final long LARGEST_FOLDED = 200_000;

    private final GitRepos repos;
    private final Store store;

    public Maintenance(GitRepos repos, Store store) {
        this.repos = repos;
        this.store = store;
    }

    /** What a repository needs. */
    public enum Need {
        NOTHING,
        /** There are many packs or loose objects. */
        FOLD,
        /** So much came since all was packed that clones have to look for it. */
        REPACK
    }

    public Need need(RepoId repo) {
        try (CookRepository repository = repos.open(repo)) {
            RepositoryDirectory directory = repos.directory(repo);
            List<Path> packs = new PackFiles(directory.packs()).packs();
            boolean bitmap = packs.stream().anyMatch(pack -> Files.exists(PackFiles.sibling(pack, "bitmap")));
            return need(
                    packs.size(),
                    looseEstimate(directory),
                    bitmap,
                    repository.getObjectDatabase().getApproximateObjectCount(),
                    packedBefore(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Pure.
     *
     * @param packed objects in packs
     * @param packedBefore how many there were when all was packed; 0: it never was
     */
    static Need need(int packs, long loose, boolean bitmap, long packed, long packedBefore) {
        boolean grown = packed - packedBefore > Math.max(BITMAPS_FROM, packedBefore / GROWTH);
        boolean many = packs > MOST_PACKS || loose > MOST_LOOSE;
        if (grown && (many || !bitmap)) {
            return Need.REPACK;
        }
        return many ? Need.FOLD : Need.NOTHING;
    }

    /** Beside the packs; a repository without the file is packed once more than it has to be. */
    private static Path count(RepositoryDirectory directory) {
        return directory.objects().resolve("info/objects-when-repacked");
    }

    private static long packedBefore(RepositoryDirectory directory) throws IOException {
        try {
            return Long.parseLong(Files.readString(count(directory)).strip());
        } catch (NoSuchFileException | NumberFormatException e) {
            return 0;
        }
    }

    /** From one of 256 directories, as C git does: ids spread evenly. */
    private static long looseEstimate(RepositoryDirectory directory) throws IOException {
        Path sample = directory.objects().resolve("17");
        if (Files.notExists(sample)) {
            return 0;
        }
        try (Stream<Path> objects = Files.list(sample)) {
            return objects.count() * 256;
        }
    }

    /**
     * Packs all that any ref, fossil or log entry names, and {@code also}, such as candidates that wait for their gates.
     * At most one run for a repository at a time; the caller sees to that.
     */
    public void run(RepoId repo, Collection<Oid> also) {
        replacing(repo, (base, directory, old, aside) -> {
            Set<Oid> kept = named(base, repo, also);
            try (CookRepository writing = CookRepository.writingTo(
                    directory, aside, repository -> new MaintenanceRefs(repository, repos.refs(repo), kept))) {
                GC gc = new GC(writing);
                // Nothing is ever old enough to be dropped.
                gc.setExpire(Instant.EPOCH);
                gc.setPackExpire(Instant.EPOCH);
                packLeftovers(base, old, pack(gc), aside);
            }
        });
        RepositoryDirectory directory = repos.directory(repo);
        try (CookRepository base = repos.open(repo)) {
            Files.writeString(count(directory), base.getObjectDatabase().getApproximateObjectCount() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes one pack of the smallest ones and of loose objects; see {@link #run}. */
    public void fold(RepoId repo) {
        replacing(repo, (base, directory, _, aside) -> {
            List<Pack> small = new ArrayList<>();
            for (Pack pack : base.getObjectDatabase().getPacks()) {
                if (objects(pack) <= LARGEST_FOLDED
                        && Files.notExists(PackFiles.sibling(pack.getPackFile().toPath(), "bitmap"))) {
                    small.add(pack);
                }
            }
            Set<ObjectId> objects = new LinkedHashSet<>();
            for (Pack pack : PackFolding.smallest(small, Maintenance::objects)) {
                pack.forEach(entry -> objects.add(entry.toObjectId()));
            }
            objects.addAll(LooseObjects.list(directory.objects()));
            PackFolding.write(base, objects, aside.resolve("pack"));
        });
    }

    private static long objects(Pack pack) {
        try {
            return pack.getIndex().getObjectCount();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes new packs aside. */
    private interface Writing {
        /** @param old the packs that are there */
        void write(CookRepository base, RepositoryDirectory directory, List<Path> old, Path aside) throws IOException;
    }

    /** Puts new packs in the place of all whose objects they hold. */
    private void replacing(RepoId repo, Writing writing) {
        RepositoryDirectory directory = repos.directory(repo);
        try (CookRepository base = repos.open(repo)) {
            Path aside =
                    Files.createDirectory(directory.objects().resolve("incoming-maintenance-" + System.nanoTime()));
            try {
                Files.createDirectory(aside.resolve("pack"));
                List<Path> old = new PackFiles(directory.packs()).packs();
                writing.write(base, directory, old, aside);
                List<Path> redundant;
                List<Path> loose;
                try (CookRepository written = CookRepository.writingTo(
                        directory,
                        aside,
                        repository -> new PostgresRefs(repository, repos.refs(repo), PostgresRefs.Mode.PINNED))) {
                    Collection<Pack> packs = written.getObjectDatabase().getPacks();
                    redundant = redundant(base, old, packs);
                    loose = loose(directory, packs);
                }
                replace(repo, directory, aside, redundant, loose);
                base.getObjectDatabase().close();
            } finally {
                DurableFiles.deleteTree(aside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("maintenance of repository " + repo + " failed; nothing was deleted", e);
        }
    }

    /** What nothing names any more, of the packs that are there, gets one pack: else each of them would stay for its sake. */
    private static void packLeftovers(CookRepository base, List<Path> old, Collection<Pack> fresh, Path aside)
            throws IOException {
        Set<ObjectId> leftovers = new LinkedHashSet<>();
        for (Pack pack : base.getObjectDatabase().getPacks()) {
            if (!old.contains(pack.getPackFile().toPath())) {
                continue;
            }
            for (PackIndex.MutableEntry entry : pack) {
                if (leftovers.size() > LARGEST_FOLDED) {
                    return;
                }
                ObjectId object = entry.toObjectId();
                if (!holds(fresh, object)) {
                    leftovers.add(object);
                }
            }
        }
        PackFolding.write(base, leftovers, aside.resolve("pack"));
    }

    /** Its pruning finds nothing: it looks only at the directory that was just made. */
    private static Collection<Pack> pack(GC gc) throws IOException {
        try {
            return gc.gc().join();
        } catch (ParseException | GitAPIException e) {
            throw new IOException(e);
        }
    }

    private Set<Oid> named(CookRepository base, RepoId repo, Collection<Oid> also) {
        Set<Oid> kept = new TreeSet<>(java.util.Comparator.comparing(Oid::hex));
        kept.addAll(also);
        store.read(tx -> {
            tx.refs().everNamed(repo, kept::add);
            return true;
        });
        kept.removeIf(id -> {
            boolean missing = !base.getObjectDatabase().has(ObjectIds.objectId(id));
            if (missing) {
                LOG.error("repository {}: object {} is named by a ref or its log but is not there", repo, id);
            }
            return missing;
        });
        return kept;
    }

    /** Old packs of which every object is in a new one. */
    private static List<Path> redundant(CookRepository base, List<Path> old, Collection<Pack> fresh)
            throws IOException {
        List<Path> redundant = new ArrayList<>();
        for (Pack pack : base.getObjectDatabase().getPacks()) {
            Path file = pack.getPackFile().toPath();
            if (old.contains(file) && isCovered(pack, fresh)) {
                redundant.add(file);
            }
        }
        return redundant;
    }

    private static boolean isCovered(Pack pack, Collection<Pack> fresh) throws IOException {
        for (PackIndex.MutableEntry entry : pack) {
            if (!holds(fresh, entry.toObjectId())) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Collection<Pack> packs, ObjectId id) throws IOException {
        for (Pack pack : packs) {
            if (pack.hasObject(id)) {
                return true;
            }
        }
        return false;
    }

    /** Loose objects that are in a new pack. */
    private static List<Path> loose(RepositoryDirectory directory, Collection<Pack> fresh) throws IOException {
        List<Path> loose = new ArrayList<>();
        for (ObjectId object : LooseObjects.list(directory.objects())) {
            if (holds(fresh, object)) {
                loose.add(LooseObjects.file(directory.objects(), object));
            }
        }
        return loose;
    }

    private void replace(RepoId repo, RepositoryDirectory directory, Path aside, List<Path> redundant, List<Path> loose)
            throws IOException {
        try (RepoLocks.Held _ = repos.locks().exclusive(repo)) {
            Set<Path> wanted = Set.copyOf(new PackFiles(aside.resolve("pack")).targets(directory.packs()));
            new PackFiles(aside.resolve("pack")).moveTo(directory.packs(), PackFiles.Written.CACHED);
            Path graph = aside.resolve("info/commit-graph");
            if (Files.exists(graph)) {
                DurableFiles.force(graph);
                Files.move(
                        graph,
                        directory.objects().resolve("info/commit-graph"),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            for (Path pack : redundant) {
                if (!wanted.contains(pack)) {
                    PackFiles.delete(pack);
                }
            }
            for (Path object : loose) {
                Files.deleteIfExists(object);
            }
        }
    }
}
