package dev.cook.git;

import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/** A store, a data directory and one repository, for tests. */
final class GitFixture implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    static {
        GitSettings.install();
    }

    final TestStore test = TestStore.open();
    final Store store = test.store();
    final RepoId repo = test.repo("thing").id();
    final Path data;
    final GitRepos repos;

    GitFixture(Path data) {
        this.data = data;
        this.repos = new GitRepos(data, store);
    }

    Path directory() {
        return repos.directory(repo).path();
    }

    /** A commit with just these files, written to any repository. */
    static Oid commit(Repository repository, Map<String, String> files, Oid... parents) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            DirCacheBuilder entries = index.builder();
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
                entries.add(entry);
            }
            entries.finish();
            List<ObjectId> ids = Stream.of(parents).map(ObjectIds::objectId).toList();
            Oid commit = ObjectIds.oid(inserter.insert(
                    CommitIdentity.COOK.commit(index.writeTree(inserter), ids, "change " + files.keySet(), NOON)));
            inserter.flush();
            return commit;
        }
    }

    /** A commit that is accepted, but that no ref names. */
    Oid commit(Map<String, String> files, Oid... parents) throws IOException {
        try (Quarantine quarantine = repos.quarantine(repo)) {
            Oid commit = commit(quarantine.repository(), files, parents);
            quarantine.accept();
            return commit;
        }
    }

    RefsOutcome move(RefChange... changes) {
        return store.write(tx -> tx.refs().move(repo, List.of(changes), "tester"));
    }

    Optional<Oid> tip(String ref) {
        return store.read(tx -> tx.refs().get(repo, ref)).flatMap(NamedRef::id);
    }

    boolean has(Oid id) {
        return new Trees(repos).exists(repo, id);
    }

    /** All files of the repository with their sizes: to see that something changed nothing. */
    List<String> listing() throws IOException {
        try (Stream<Path> files = Files.walk(directory())) {
            List<String> names = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                names.add(directory().relativize(file) + " " + Files.size(file));
            }
            return names;
        }
    }

    /** Runs C git in the repository itself, as an administrator might. */
    Ran git(String... arguments) throws Exception {
        return git(directory(), arguments);
    }

    /** Runs C git's check on a repository for people: this one's objects, and all its refs in a file. */
    Ran fsck(Path export) throws Exception {
        if (Files.notExists(export.resolve("HEAD"))) {
            git(export, "init", "--bare", "-q");
            Files.writeString(
                    export.resolve("objects/info/alternates"), directory().resolve("objects") + "\n");
        }
        StringBuilder refs = new StringBuilder();
        for (NamedRef ref : store.read(tx -> tx.refs().prefix(repo, "refs/"))) {
            ref.id()
                    .ifPresent(
                            id -> refs.append(id).append(' ').append(ref.name()).append('\n'));
        }
        Files.writeString(export.resolve("packed-refs"), refs);
        return git(export, "fsck", "--full", "--strict", "--no-dangling");
    }

    private static Ran git(Path in, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", in.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    record Ran(int status, String output) {}

    @Override
    public void close() {
        repos.close();
        test.close();
    }
}
