package dev.cook.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** Looks at all that an import brought, by the rules of a push: git's own fsck has not got all of them. */
final class ImportedObjects implements SourceGit.Visitor {
    /** Objects between two lines of progress, and two looks at whether somebody still waits. */
    private static final int BETWEEN_LINES = 10_000;

    private final ObjectRules rules;
    private final Importing.Watcher watcher;
    private long seen;

    private ImportedObjects(ObjectRules rules, Importing.Watcher watcher) {
        this.rules = rules;
        this.watcher = watcher;
    }

    /**
     * Checks what was fetched into a quarantine.
     *
     * @throws CorruptObjectException if a push would be refused; the message is for whoever asked for the import
     */
    static void check(SourceGit git, Quarantine quarantine, Importing.Watcher watcher) throws IOException {
        ObjectRules rules = ObjectRules.ofImport(size(quarantine.objects()));
        git.visit(new ImportedObjects(rules, watcher));
        try (ObjectReader reader = quarantine.repository().newObjectReader()) {
            rules.checkFiles(reader);
        }
    }

    @Override
    public void announced(ObjectId id, int type, long size) throws IOException {
        rules.checkSize(id, type, size);
    }

    @Override
    public void read(ObjectId id, int type, byte[] content, String path) throws IOException {
        rules.check(id, type, content);
        if (type == Constants.OBJ_TREE) {
            checkDepth(id, content, path);
        }
        seen++;
        if (seen % BETWEEN_LINES == 0) {
            watcher.progress("checking objects: " + seen);
            if (watcher.gone()) {
                throw new IOException("the client disconnected");
            }
        }
    }

    /** Git tells a path up to its first line break, so below such a directory nobody could count. */
    private static void checkDepth(ObjectId id, byte[] tree, String path) throws CorruptObjectException {
        if (!path.isEmpty() && path.chars().filter(one -> one == '/').count() >= Reachability.DEEPEST_TREE) {
            throw Reachability.tooDeep(id.name(), path);
        }
        int name = 0;
        for (int at = 0; at < tree.length; at++) {
            if (tree[at] == 0) {
                at += Constants.OBJECT_ID_LENGTH;
                name = at + 1;
            } else if (tree[at] == '\n' && tree[name] != '1') {
                throw new CorruptObjectException("tree " + id.name() + " has a directory with a line break in its name,"
                        + " below which an import cannot check how deep the directories are; rename the directory"
                        + " with git filter-repo, then import again");
            }
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
