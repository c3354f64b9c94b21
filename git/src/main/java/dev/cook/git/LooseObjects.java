package dev.cook.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** A few objects that go straight to where a repository keeps them: there is nothing to be judged before. */
final class LooseObjects implements AutoCloseable {
    private final RepositoryDirectory directory;
    private final ObjectInserter inserter;
    private final Set<Path> changed = new LinkedHashSet<>();

    LooseObjects(RepositoryDirectory directory, CookRepository repository) {
        this.directory = directory;
        this.inserter = repository.newObjectInserter();
    }

    ObjectId insert(int type, byte[] bytes) throws IOException {
        ObjectId id = inserter.insert(type, bytes);
        changed.add(directory.objects().resolve(id.name().substring(0, 2)));
        return id;
    }

    /** On disk before this returns, with their names: JGit forces the files, and this the directories. */
    void force() throws IOException {
        inserter.flush();
        for (Path fanout : changed) {
            // It is not there where the object was in a pack already.
            if (Files.exists(fanout)) {
                DurableFiles.force(fanout);
            }
        }
        DurableFiles.force(directory.objects());
    }

    @Override
    public void close() {
        inserter.close();
    }
}
