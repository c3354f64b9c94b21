package dev.cook.git;

import dev.cook.domain.Bytes;
import dev.cook.domain.LfsObject;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The Git LFS objects of all repositories, as files named by the SHA-256 of their bytes in {@code lfs/objects} of each
 * repository's directory. Each repository has its own: whoever knows a name learns nothing of another repository. They are
 * removed only with their repository, as fossils may refer to them; the files themselves are all that is known of them.
 */
public final class LfsObjects {
    private static final int PIECE = 64 * 1024;

    private static final Received REMOVED =
            new Received.Refused("the repository was removed meanwhile; nothing was kept");

    private final GitRepos repos;
    private final LfsLimits limits;
    private final ConcurrentMap<RepoId, Account> accounts = new ConcurrentHashMap<>();

    public LfsObjects(GitRepos repos, LfsLimits limits) {
        this.repos = repos;
        this.limits = limits;
    }

    /** What came of an upload. */
    public sealed interface Received {
        /** It is on disk, or was there before. */
        record Stored() implements Received {}

        /** Nothing of it stays. */
        record Refused(String why) implements Received {}
    }

    /** What is there, and how much of the room left is promised to uploads under way. Guarded by itself. */
    private static final class Account {
        LfsUsage usage = LfsUsage.NONE;
        long promised;
        boolean counted;
    }

    public LfsLimits limits() {
        return limits;
    }

    /** Why an object cannot be uploaded; empty: it can. */
    public Optional<String> problem(RepoId repo, LfsObject object) {
        if (object.size() > limits.object()) {
            return Optional.of(
                    "the object has " + Bytes.told(object.size()) + ", and the server's limit lfs_object allows "
                            + Bytes.told(limits.object()) + ": split the file, or ask whoever runs the server");
        }
        Account account = account(repo);
        synchronized (account) {
            long after = account.usage.bytes() + account.promised + object.size();
            return after > limits.repository() && !has(repo, object)
                    ? Optional.of("the Git LFS objects of this repository would have " + Bytes.told(after)
                            + ", and the server's limit lfs_repository allows " + Bytes.told(limits.repository())
                            + ": ask whoever runs the server")
                    : Optional.empty();
        }
    }

    /** Whether a repository has an object, of exactly this size. */
    public boolean has(RepoId repo, LfsObject object) {
        OptionalLong size = size(repo, object.oid());
        return size.isPresent() && size.getAsLong() == object.size();
    }

    /** The bytes of an object; empty where the repository has no such object. */
    public OptionalLong size(RepoId repo, String oid) {
        try {
            BasicFileAttributes file =
                    Files.readAttributes(place(repo, oid), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return file.isRegularFile() ? OptionalLong.of(file.size()) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens an object to be read; empty where the repository has no such object. */
    public Optional<FileChannel> open(RepoId repo, String oid) throws IOException {
        try {
            return Optional.of(FileChannel.open(place(repo, oid), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What the objects of a repository take; counted on disk once, and kept up to date from then on. */
    public LfsUsage usage(RepoId repo) {
        Account account = account(repo);
        synchronized (account) {
            return account.usage;
        }
    }

    /**
     * Takes an object. It is written beside the others, hashed on the way, and on disk under its name before this returns; the
     * same object may be taken twice at once. Nothing stays of what has another hash or another size.
     *
     * @param content read to its end, but never further than one byte beyond the size
     */
    public Received receive(RepoId repo, LfsObject object, InputStream content) throws IOException {
        Optional<String> problem = promise(repo, object);
        if (problem.isPresent()) {
            return new Received.Refused(problem.get());
        }
        Path fresh = null;
        try {
            try (RepoLocks.Held _ = repos.locks().shared(repo)) {
                if (repos.isRemoved(repo)) {
                    return REMOVED;
                }
                fresh = incoming(repo).resolve(UUID.randomUUID().toString());
            }
            Optional<String> wrong = write(fresh, object, content);
            if (wrong.isPresent()) {
                return new Received.Refused(wrong.get());
            }
            // Not held while bytes come: nobody waits for a slow client to purge or to pack a repository.
            try (RepoLocks.Held _ = repos.locks().shared(repo)) {
                if (repos.isRemoved(repo)) {
                    return REMOVED;
                }
                put(repo, object, fresh);
            }
            return new Received.Stored();
        } catch (NoSuchFileException e) {
            if (repos.isRemoved(repo)) {
                return REMOVED;
            }
            throw e;
        } finally {
            if (fresh != null) {
                Files.deleteIfExists(fresh);
            }
            forgetPromise(repo, object);
        }
    }

    /** Checked and promised at once: of two uploads for which there is room for one, one is refused. */
    private Optional<String> promise(RepoId repo, LfsObject object) {
        Account account = account(repo);
        synchronized (account) {
            Optional<String> problem = problem(repo, object);
            if (problem.isEmpty()) {
                account.promised += object.size();
            }
            return problem;
        }
    }

    private void forgetPromise(RepoId repo, LfsObject object) {
        Account account = account(repo);
        synchronized (account) {
            account.promised -= object.size();
        }
    }

    private static Optional<String> write(Path fresh, LfsObject object, InputStream content) throws IOException {
        MessageDigest sha256 = sha256();
        long written = 0;
        try (FileChannel file = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            DigestInputStream hashed = new DigestInputStream(content, sha256);
            OutputStream out = Channels.newOutputStream(file);
            byte[] piece = new byte[PIECE];
            for (int n = hashed.read(piece); n >= 0; n = hashed.read(piece)) {
                written += n;
                if (written > object.size()) {
                    return Optional.of("more than the " + object.size() + " bytes came that object " + object.oid()
                            + " has; nothing was kept");
                }
                out.write(piece, 0, n);
            }
            if (written < object.size()) {
                return Optional.of("only " + written + " of the " + object.size() + " bytes of object " + object.oid()
                        + " came; nothing was kept, so upload the object again");
            }
            String hash = HexFormat.of().formatHex(sha256.digest());
            if (!hash.equals(object.oid())) {
                return Optional.of("the bytes that came have the SHA-256 " + hash + ", but were sent as object "
                        + object.oid() + "; nothing was kept, so check the file and upload it again");
            }
            file.force(true);
        }
        return Optional.empty();
    }

    /** Renames a finished file to its place, and forces the names above it to disk. */
    private void put(RepoId repo, LfsObject object, Path fresh) throws IOException {
        Path place = place(repo, object.oid());
        Path shelf = directory(Objects.requireNonNull(place.getParent()));
        Account account = account(repo);
        synchronized (account) {
            boolean isNew = Files.notExists(place, LinkOption.NOFOLLOW_LINKS);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            if (isNew) {
                account.usage = account.usage.plus(object.size());
            }
        }
        DurableFiles.force(shelf);
    }

    /**
     * Takes what another repository on this machine has, each object checked as an upload is.
     *
     * @param objects the directory {@code lfs/objects} of a repository that is not one of these
     * @return how many there are here now that were there
     */
    public LfsUsage adopt(RepoId repo, Path objects) throws IOException {
        if (!Files.isDirectory(objects)) {
            return LfsUsage.NONE;
        }
        LfsUsage[] taken = {LfsUsage.NONE};
        Files.walkFileTree(objects, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (attributes.isRegularFile() && LfsObject.isOid(name)) {
                    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                        if (receive(repo, new LfsObject(name, attributes.size()), content) instanceof Received.Stored) {
                            taken[0] = taken[0].plus(attributes.size());
                        }
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return taken[0];
    }

    private Account account(RepoId repo) {
        if (repos.isRemoved(repo)) {
            accounts.remove(repo);
            return new Account();
        }
        Account account = accounts.computeIfAbsent(repo, _ -> new Account());
        synchronized (account) {
            if (!account.counted) {
                account.usage = count(repos.lfs(repo).resolve("objects"));
                account.counted = true;
            }
        }
        return account;
    }

    private static LfsUsage count(Path objects) {
        if (!Files.isDirectory(objects)) {
            return LfsUsage.NONE;
        }
        LfsUsage[] found = {LfsUsage.NONE};
        try {
            Files.walkFileTree(objects, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found[0] = found[0].plus(attributes.size());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found[0];
    }

    private Path incoming(RepoId repo) throws IOException {
        // The repository's own directory comes first, with what keeps C git out of it.
        repos.objects(repo);
        return directory(repos.lfs(repo).resolve("incoming"));
    }

    /** Two levels of directories, as in a clone's own {@code lfs/objects}. */
    private Path place(RepoId repo, String oid) {
        if (!LfsObject.isOid(oid)) {
            throw new IllegalArgumentException("not the name of a Git LFS object");
        }
        return repos.lfs(repo)
                .resolve("objects")
                .resolve(oid.substring(0, 2))
                .resolve(oid.substring(2, 4))
                .resolve(oid);
    }

    /** Makes a directory for the server alone, with those above it, each name forced to disk. */
    private static Path directory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Path parent = directory(Objects.requireNonNull(path.getParent()));
            try {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException there) {
                // Somebody else made it; that is what was wanted.
            }
            DurableFiles.force(parent);
        }
        return path;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
