package dev.cook.git;

import dev.cook.domain.LfsObject;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Finds the Git LFS objects that a push refers to and that the repository has not got. It costs nothing where no
 * {@code .gitattributes} in the new trees names the filter; where one does, the size of each new file is read, and the content
 * of those that are as small as a pointer.
 */
public final class LfsCheck {
    /** Missing objects that are named to the client. */
    private static final int MOST_NAMED = 10;

    /** Bytes of one file of attributes; git itself reads no larger ones. */
    private static final long LARGEST_ATTRIBUTES = 100L << 20;

    /** Bytes of one that are looked at: the filter of a large file's kind stands among the first lines. */
    private static final int ATTRIBUTES_READ = 1 << 20;

    private static final Pattern FILTER = Pattern.compile("(?m)^[^#\\n]*\\sfilter=lfs(\\s|$)");

    private final LfsObjects objects;
    private final RepoId repo;
    private final Set<String> known = new HashSet<>();
    private final List<Missing> named = new ArrayList<>();
    private long missing;
    private boolean used;

    /** For one push to a repository. */
    public LfsCheck(LfsObjects objects, RepoId repo) {
        this.objects = objects;
        this.repo = repo;
    }

    /** An object that is not here, and a file that needs it. */
    public record Missing(LfsObject object, String path) {}

    /**
     * @param attributes files of attributes of what is pushed; some may be missing from the push
     * @param always whether files are looked at whatever these say: not all of what is pushed came with this push
     */
    void begin(ObjectReader reader, Set<ObjectId> attributes, boolean always) throws IOException {
        named.clear();
        known.clear();
        missing = 0;
        used = always;
        for (ObjectId blob : attributes) {
            if (reader.has(blob) && namesFilter(reader, blob)) {
                used = true;
                break;
            }
        }
    }

    private static boolean namesFilter(ObjectReader reader, AnyObjectId blob) throws IOException {
        if (reader.getObjectSize(blob, Constants.OBJ_BLOB) > LARGEST_ATTRIBUTES) {
            return false;
        }
        try (var content = reader.open(blob, Constants.OBJ_BLOB).openStream()) {
            return namesFilter(content.readNBytes(ATTRIBUTES_READ));
        }
    }

    /** Whether attributes give any file to Git LFS. */
    static boolean namesFilter(byte[] attributes) {
        return FILTER.matcher(new String(attributes, StandardCharsets.ISO_8859_1))
                .find();
    }

    /** Looks at all files of one commit. */
    void files(CookRepository repository, Oid commit) throws IOException {
        try (RevWalk walk = Walks.of(repository);
                TreeWalk files = new TreeWalk(walk.getObjectReader())) {
            RevTree tree = walk.parseCommit(ObjectIds.objectId(commit)).getTree();
            try (TreeWalk root = TreeWalk.forPath(walk.getObjectReader(), Constants.DOT_GIT_ATTRIBUTES, tree)) {
                begin(walk.getObjectReader(), root == null ? Set.of() : Set.of(root.getObjectId(0)), false);
            }
            files.addTree(tree);
            files.setRecursive(true);
            while (used && files.next()) {
                if ((files.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE) {
                    visit(walk.getObjectReader(), files.getObjectId(0), files::getPathString);
                }
            }
        }
    }

    /** Looks at a file that the push brings. */
    void visit(ObjectReader reader, AnyObjectId blob, Supplier<String> path) throws IOException {
        if (!used) {
            return;
        }
        long size = reader.getObjectSize(blob, Constants.OBJ_BLOB);
        if (size < LfsPointer.SHORTEST || size >= LfsPointer.LIMIT) {
            return;
        }
        byte[] content = reader.open(blob, Constants.OBJ_BLOB).getCachedBytes(LfsPointer.LIMIT);
        LfsPointer.read(content)
                .filter(object -> object.size() > 0 && known.add(object.oid()) && !objects.has(repo, object))
                .ifPresent(object -> {
                    missing++;
                    if (named.size() < MOST_NAMED) {
                        named.add(new Missing(object, path.get()));
                    }
                });
    }

    /** How many objects are missing. */
    public long missing() {
        return missing;
    }

    /** The first of them. */
    public List<Missing> named() {
        return List.copyOf(named);
    }
}
