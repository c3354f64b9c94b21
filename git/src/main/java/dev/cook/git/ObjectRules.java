package dev.cook.git;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.GitmoduleEntry;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * What an object of a push may be, beyond what JGit checks by itself. It sees each commit, tree and tag, and whatever came
 * as a delta, once, while the pack is read.
 */
public final class ObjectRules extends ObjectChecker {
    /** No directory that people work in has more; reading one costs every fetch and merge its whole size. */
    static final int MOST_ENTRIES = 100_000;

    /** All names of a directory and their ids: with as many entries as there may be, of 140 characters each. */
    static final int LARGEST_TREE = 16 << 20;

    /** What a commit or a tag says is for people, and is read by every walk through history. */
    static final int LARGEST_MESSAGE = 1 << 20;

    /** The shortest entry of a tree: a mode of a directory, a blank, one letter, NUL and an id. */
    private static final int SHORTEST_ENTRY = 5 + 1 + 1 + 1 + 20;

    private static final int ID = 20;

    /** Octal digits, as in 100644. */
    private static final int LONGEST_MODE = 6;

    /** How to be rid of a commit or a tree that nobody takes. */
    private static final String REWRITE =
            "rewrite the history that holds it with git commit --amend, git rebase or git" + " filter-repo";

    private static final String REMAKE = "make the tag again with git tag -a -f";

    /** What whoever sent the objects does once they are mended. */
    private final String again;

    private final HeldMemory held;
    private final UnpackingWork work;
    private final Set<ObjectId> submodules = new LinkedHashSet<>();
    private final Set<ObjectId> attributes = new LinkedHashSet<>();

    /**
     * For one push.
     *
     * @param received bytes of it that came so far
     */
    public ObjectRules(LongSupplier received) {
        this(received, "push again");
    }

    /**
     * For an import: the same rules.
     *
     * @param bytes of the packs that came
     */
    static ObjectRules ofImport(long bytes) {
        return new ObjectRules(() -> bytes, "import again");
    }

    private ObjectRules(LongSupplier received, String again) {
        this.again = again;
        this.held = HeldMemory.ofThisServer();
        this.work = new UnpackingWork(received, UnpackingWork.ALWAYS);
        setIgnore(ErrorType.ZERO_PADDED_FILEMODE, true);
        // Checked by HeaderRules, which know more.
        setAllowInvalidPersonIdent(true);
    }

    /** The same as lines of configuration for a C git that fetches: what old tools wrote is let pass. */
    public static String waivers() {
        return HeaderRules.WAIVED.stream()
                .map(rule -> "\t" + rule + " = warn\n")
                .collect(Collectors.joining("", "[fetch \"fsck\"]\n", ""));
    }

    /** Looks at the files that git reads by itself, under all names that some system would take for theirs. */
    void checkFiles(ObjectReader reader) throws IOException {
        for (ObjectId blob : submodules) {
            // A tree may name a file of modules that the repository has not got: the walk through the push says so.
            if (reader.has(blob)) {
                SubmoduleRules.check(reader, blob);
            }
        }
        for (ObjectId blob : attributes) {
            if (reader.has(blob)) {
                AttributeRules.check(reader, blob);
            }
        }
    }

    /** Blobs that some system would read as {@code .gitattributes}, in the trees of this push. */
    Set<ObjectId> attributes() {
        return attributes;
    }

    /** None: they are checked by {@link Reachability}, each once, more strictly, and under more names than JGit knows. */
    @Override
    public List<GitmoduleEntry> getGitsubmodules() {
        return List.of();
    }

    @Override
    public void check(AnyObjectId id, int type, byte[] content) throws CorruptObjectException {
        work.add(content.length);
        held.add(content);
        checkSize(id, type, content.length);
        Optional<HeaderRules.Problem> problem = HeaderRules.problem(type, content);
        if (problem.isPresent()) {
            throw refused(type, id, problem.get().what(), problem.get().rule());
        }
        try {
            super.check(id, type, content);
        } catch (CorruptObjectException e) {
            ErrorType rule = e.getErrorType();
            if (rule == null) {
                throw e;
            }
            throw refused(type, id, "is not valid: " + reason(e, id), rule.getMessageId());
        }
    }

    /** What can be said of an object before anybody reads it into memory. */
    void checkSize(AnyObjectId id, int type, long size) throws CorruptObjectException {
        if ((type == Constants.OBJ_COMMIT || type == Constants.OBJ_TAG) && size > LARGEST_MESSAGE) {
            throw new CorruptObjectException(Constants.typeString(type) + " " + id.name() + " has " + size
                    + " bytes, and the rule largeMessage allows " + LARGEST_MESSAGE
                    + "; shorten its message, put the text into a file, and " + again);
        }
        if (type == Constants.OBJ_TREE && size > LARGEST_TREE) {
            throw new CorruptObjectException("tree " + id.name() + " has " + size
                    + " bytes, and the rule largeTree allows " + LARGEST_TREE
                    + "; spread its files over directories, or give them shorter names");
        }
    }

    /** Git shows its user this one line: which object, why, by which rule, and the way out. */
    private CorruptObjectException refused(int type, AnyObjectId id, String what, String rule) {
        return new CorruptObjectException(Constants.typeString(type) + " " + id.name() + " " + what + " (git's rule "
                + rule + "); " + (type == Constants.OBJ_TAG ? REMAKE : REWRITE) + ", then " + again);
    }

    /** What JGit says of an object, without the rule and the id before it. */
    private static String reason(CorruptObjectException e, AnyObjectId id) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(id.name() + ": ");
        return end < 0 ? message : message.substring(end + id.name().length() + 2);
    }

    @Override
    public void checkTree(AnyObjectId id, byte[] tree) throws CorruptObjectException {
        checkSize(id, Constants.OBJ_TREE, tree.length);
        if (entries(tree) > MOST_ENTRIES) {
            throw new CorruptObjectException(
                    "the tree has more than " + MOST_ENTRIES + " entries; spread them over directories");
        }
        for (int at = 0; at < tree.length; at = after(tree, at, 0) + ID) {
            checkMode(id, tree, at);
        }
        super.checkTree(id, tree);
        for (int at = 0; at < tree.length; ) {
            int name = after(tree, at, ' ');
            int end = after(tree, name, 0) - 1;
            checkName(tree, at, name, end);
            at = end + 1 + ID;
        }
    }

    /** JGit counts digits without an end, and gives up where they no longer fit into its number. */
    private void checkMode(AnyObjectId id, byte[] tree, int from) throws CorruptObjectException {
        int first = from;
        while (first < tree.length && tree[first] == '0') {
            first++;
        }
        if (after(tree, first, ' ') - 1 - first > LONGEST_MODE) {
            throw refused(Constants.OBJ_TREE, id, "is not valid: invalid mode", "badFilemode");
        }
    }

    private void checkName(byte[] tree, int mode, int name, int end) throws CorruptObjectException {
        switch (SpecialName.of(tree, name, end)) {
            case NONE -> {}
            case GIT ->
                throw new CorruptObjectException(
                        "the name '" + SpecialName.shown(tree, name, end) + "' is '.git' on some systems");
            case MODULES -> {
                requireFile(tree, mode, name, end);
                submodules.add(ObjectId.fromRaw(tree, end + 1));
            }
            case ATTRIBUTES -> {
                requireFile(tree, mode, name, end);
                attributes.add(ObjectId.fromRaw(tree, end + 1));
            }
            case IGNORE -> requireFile(tree, mode, name, end);
        }
    }

    /** Git reads these by itself; a link would make it read something else of whoever checks it out. */
    private static void requireFile(byte[] tree, int mode, int name, int end) throws CorruptObjectException {
        if (tree[mode] != '1' || tree[mode + 1] != '0') {
            throw new CorruptObjectException("'" + SpecialName.shown(tree, name, end) + "' is a "
                    + (tree[mode] != '1' ? "directory" : tree[mode + 1] == '2' ? "symbolic link" : "submodule")
                    + ", but must be a file");
        }
    }

    /** Counted only where there could be too many, and without trusting the bytes: nothing has checked them yet. */
    private static int entries(byte[] tree) {
        if (tree.length / SHORTEST_ENTRY <= MOST_ENTRIES) {
            return 0;
        }
        int count = 0;
        for (int at = 0; at < tree.length; at = after(tree, at, 0) + ID) {
            count++;
        }
        return count;
    }

    private static int after(byte[] bytes, int from, int wanted) {
        int at = from;
        while (at < bytes.length && bytes[at] != wanted) {
            at++;
        }
        return at + 1;
    }
}
