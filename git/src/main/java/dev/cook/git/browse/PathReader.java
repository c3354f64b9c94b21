package dev.cook.git.browse;

import dev.cook.domain.LfsObject;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.LfsPointer;
import dev.cook.git.ObjectIds;
import dev.cook.git.Walks;
import dev.cook.git.diff.ImageType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.RawParseUtils;

/** Reads what a commit holds at a path. */
public final class PathReader {
    /** Entries of a directory that one window shows. */
    public static final int WINDOW_ENTRIES = 1_000;

    /** Bytes of a file that is shown as text. */
    private static final int MOST_TEXT = 8 << 20;

    /** Bytes of a symbolic link's target. */
    private static final int LONGEST_LINK = 4_096;

    /** Bytes that tell what kind of file it is. */
    private static final int HEAD = 8_000;

    private final GitRepos repos;

    public PathReader(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * What is at a path.
     *
     * @param path slashes between its parts; empty: the whole tree
     * @param from the first entry of a directory, from 0, or the first line of a text, from 1, that is wanted
     * @throws UncheckedIOException if the commit cannot be read
     */
    public PathContent read(RepoId repo, Oid commit, String path, int from) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            ObjectReader reader = walk.getObjectReader();
            ObjectId root = walk.parseCommit(ObjectIds.objectId(commit)).getTree();
            if (path.isEmpty()) {
                return directory(reader, root, from);
            }
            Optional<At> at = at(reader, root, path);
            return at.isPresent() ? read(reader, at.get(), from) : new PathContent.Nothing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record At(DirectoryEntry.Kind kind, ObjectId id) {
        boolean isBlob() {
            return switch (kind) {
                case FILE, EXECUTABLE, LINK -> true;
                case DIRECTORY, SUBMODULE -> false;
            };
        }
    }

    private static Optional<At> at(ObjectReader reader, ObjectId root, String path) throws IOException {
        if (!isPath(path)) {
            return Optional.empty();
        }
        try (TreeWalk found = TreeWalk.forPath(reader, path, root)) {
            return found == null
                    ? Optional.empty()
                    : Optional.of(new At(DirectoryEntry.Kind.of(found.getRawMode(0)), found.getObjectId(0)));
        }
    }

    /** Whether something may be found by it; git finds a file by other spellings as well, but nothing has two addresses. */
    static boolean isPath(String path) {
        return !path.isEmpty()
                && !path.startsWith("/")
                && !path.endsWith("/")
                && !path.contains("//")
                && path.indexOf('\0') < 0;
    }

    private static PathContent read(ObjectReader reader, At at, int from) throws IOException {
        return switch (at.kind()) {
            case DIRECTORY -> directory(reader, at.id(), from);
            case SUBMODULE -> new PathContent.Submodule(ObjectIds.oid(at.id()));
            case LINK -> new PathContent.Link(link(reader.open(at.id(), Constants.OBJ_BLOB)));
            case FILE, EXECUTABLE -> file(at, reader.open(at.id(), Constants.OBJ_BLOB), Math.max(1, from));
        };
    }

    private static String link(ObjectLoader loader) throws IOException {
        return RawParseUtils.decode(head(loader, LONGEST_LINK));
    }

    private static PathContent file(At at, ObjectLoader loader, int from) throws IOException {
        Oid blob = ObjectIds.oid(at.id());
        boolean executable = at.kind() == DirectoryEntry.Kind.EXECUTABLE;
        if (loader.getSize() > MOST_TEXT) {
            return new PathContent.Binary(blob, loader.getSize(), ImageType.of(head(loader, HEAD)));
        }
        byte[] bytes = loader.getCachedBytes(MOST_TEXT);
        Optional<LfsObject> pointer = LfsPointer.read(bytes);
        if (pointer.isPresent()) {
            return new PathContent.LargeFile(pointer.get());
        }
        return TextContent.of(bytes)
                .<PathContent>map(text -> new PathContent.Text(
                        blob, bytes.length, executable, text.lines(from), from, text.count(), text.encoding()))
                .orElseGet(() -> new PathContent.Binary(blob, bytes.length, ImageType.of(bytes)));
    }

    private static byte[] head(ObjectLoader loader, int most) throws IOException {
        try (InputStream in = loader.openStream()) {
            return in.readNBytes(most);
        }
    }

    private static PathContent directory(ObjectReader reader, ObjectId tree, int from) throws IOException {
        List<DirectoryEntry> entries = new ArrayList<>();
        CanonicalTreeParser parser = new CanonicalTreeParser(new byte[0], reader, tree);
        for (; !parser.eof(); parser.next(1)) {
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            Optional<String> text = utf8(name);
            entries.add(new DirectoryEntry(
                    text.orElseGet(() -> RawParseUtils.decode(name)),
                    text.isPresent(),
                    DirectoryEntry.Kind.of(parser.getEntryRawMode()),
                    ObjectIds.oid(parser.getEntryObjectId())));
        }
        // Stable: within each of the two, names stay in git's order.
        entries.sort(Comparator.comparing(entry -> !entry.isDirectory()));
        int first = Math.min(Math.max(0, from), entries.size());
        int end = Math.min(entries.size(), first + WINDOW_ENTRIES);
        return new PathContent.Directory(entries.subList(first, end), first, entries.size());
    }

    private static Optional<String> utf8(byte[] name) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The bytes of a file, from its first; whoever has them writes them to where they go. */
    public static final class Raw implements AutoCloseable {
        private final CookRepository repository;
        private final ObjectReader reader;
        private final ObjectLoader loader;

        private Raw(CookRepository repository, ObjectReader reader, ObjectLoader loader) {
            this.repository = repository;
            this.reader = reader;
            this.loader = loader;
        }

        public long size() {
            return loader.getSize();
        }

        /** The first bytes, as many as tell what kind of file it is. */
        public byte[] head() throws IOException {
            return PathReader.head(loader, HEAD);
        }

        /** All bytes, or as many of the first as somebody wants. */
        public byte[] bytes(int most) throws IOException {
            return PathReader.head(loader, most);
        }

        public void writeTo(OutputStream out) throws IOException {
            loader.copyTo(out);
        }

        @Override
        public void close() {
            reader.close();
            repository.close();
        }
    }

    /** Opens a file, or a symbolic link, whose bytes are its target; empty where a path leads to neither. Close it after use. */
    public Optional<Raw> raw(RepoId repo, Oid commit, String path) {
        CookRepository repository = repos.open(repo);
        ObjectReader reader = repository.newObjectReader();
        Optional<Raw> raw = Optional.empty();
        try (RevWalk walk = Walks.of(repository)) {
            Optional<At> at = path.isEmpty()
                    ? Optional.empty()
                    : at(reader, walk.parseCommit(ObjectIds.objectId(commit)).getTree(), path);
            if (at.filter(At::isBlob).isPresent()) {
                raw = Optional.of(
                        new Raw(repository, reader, reader.open(at.orElseThrow().id(), Constants.OBJ_BLOB)));
            }
            return raw;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (raw.isEmpty()) {
                reader.close();
                repository.close();
            }
        }
    }
}
