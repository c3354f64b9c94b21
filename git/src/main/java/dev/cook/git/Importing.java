package dev.cook.git;

import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Text;
import dev.cook.domain.event.RepoFact;
import dev.cook.store.Refs;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.revwalk.RevWalk;

/** Fills a new repository from one that exists elsewhere: its branches, its tags, and which branch is the main one. */
public final class Importing {
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final String AS_PUSHES = "pushes are checked in the same way (docs/pushing.md)";

    private final GitRepos repos;
    private final LfsObjects large;
    private final Store store;

    /** @param large where objects of Git LFS go */
    public Importing(GitRepos repos, LfsObjects large, Store store) {
        this.repos = repos;
        this.large = large;
        this.store = store;
    }

    /** Whoever waits for an import. It is called from several threads. */
    public interface Watcher {
        /** How far it is; may come many times a second. */
        void progress(String line);

        /** Whether nobody waits any more: the import ends without a result. */
        boolean gone();
    }

    /** What an import came to. */
    public sealed interface Outcome {
        /**
         * It is filled.
         *
         * @param leftOut refs that Cook does not take, each with the reason
         * @param large objects of Git LFS that came along
         * @param missing such objects that the files of the main branch refer to and that are not here
         */
        record Imported(
                int branches, int tags, BranchName defaultBranch, List<String> leftOut, LfsUsage large, long missing)
                implements Outcome {}

        /** @param wayOut what whoever asked for it can do */
        record Failed(String why, String wayOut) implements Outcome {}
    }

    /** What was fetched and may stay. */
    private record Found(Map<String, Oid> refs, Map<String, Oid> peeled, List<String> leftOut) {
        int count(String prefix) {
            return Math.toIntExact(
                    refs.keySet().stream().filter(ref -> ref.startsWith(prefix)).count());
        }
    }

    /**
     * Fills a repository that was just made for this and is empty. If that fails, the repository is taken back.
     *
     * @param by who asked for it
     */
    public Outcome run(Repo repo, ImportSource source, String by, Watcher watcher) {
        boolean filled = false;
        try {
            Outcome outcome = fill(repo, source, by, watcher);
            filled = outcome instanceof Outcome.Imported;
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!filled) {
                takeBack(repo.id());
            }
        }
    }

    private Outcome fill(Repo repo, ImportSource source, String by, Watcher watcher) throws IOException {
        try (RepoLocks.Held _ = repos.locks().shared(repo.id());
                Quarantine quarantine = repos.quarantine(repo.id())) {
            // Beside the objects, where a later start sweeps what a killed server left.
            SourceGit git =
                    SourceGit.at(quarantine.objects().resolve("import.git"), quarantine.objects(), source, watcher);
            SourceGit.Ended fetched = git.fetch();
            if (!fetched.well()) {
                return failed(fetched.complaint());
            }
            if (git.shallow()) {
                return new Outcome.Failed(
                        "the source is a shallow clone", "run git fetch --unshallow there, then import again");
            }
            try {
                ImportedObjects.check(git, quarantine, watcher);
            } catch (CorruptObjectException e) {
                return new Outcome.Failed(
                        String.valueOf(e.getMessage()), "fix a clone of the source and import the clone; " + AS_PUSHES);
            }
            Found found = found(quarantine, git.refs().output());
            if (found.refs().isEmpty()) {
                return new Outcome.Failed(
                        "the source has no branches and no tags", "push to it first, or use repo create");
            }
            BranchName main = main(repo, found, git.head().output());
            LfsUsage adopted = adopt(repo.id(), source);
            quarantine.accept();
            long missing = missing(repo.id(), found, main);
            return store.write(tx -> move(tx, repo, source, by, found, main, adopted, missing));
        }
    }

    /** An object that git refuses would be refused in a push as well: see {@link HeaderRules}. */
    private static Outcome.Failed failed(String complaint) {
        if (complaint.contains("fsck error")) {
            return new Outcome.Failed(
                    complaint,
                    "in a clone of the source, rewrite the history that holds this object with git filter-repo, then import"
                            + " the clone; " + AS_PUSHES);
        }
        return new Outcome.Failed(
                complaint.isEmpty() ? "git could not fetch the source" : complaint,
                "try `git ls-remote` on the source as the server's user, or clone the source and push it");
    }

    /** What a repository on this machine has of Git LFS beside it; one that is elsewhere gives nothing away. */
    private LfsUsage adopt(RepoId repo, ImportSource source) throws IOException {
        if (!source.isPath()) {
            return LfsUsage.NONE;
        }
        LfsUsage bare = large.adopt(repo, Path.of(source.value(), "lfs", "objects"));
        return bare.objects() > 0 ? bare : large.adopt(repo, Path.of(source.value(), ".git", "lfs", "objects"));
    }

    private long missing(RepoId repo, Found found, BranchName main) throws IOException {
        Oid tip = found.refs().get(main.ref());
        if (tip == null) {
            return 0;
        }
        LfsCheck check = new LfsCheck(large, repo);
        try (CookRepository repository = repos.open(repo)) {
            check.files(repository, tip);
        }
        return check.missing();
    }

    private static Found found(Quarantine quarantine, String listing) throws IOException {
        Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        try (RevWalk walk = Walks.of(quarantine.repository())) {
            for (String line : listing.lines().toList()) {
                int space = line.indexOf(' ');
                Oid id = new Oid(line.substring(0, space));
                String ref = line.substring(space + 1);
                Optional<String> problem = problem(walk, ref, id);
                if (problem.isPresent()) {
                    found.leftOut().add(Text.printable(ref) + ": " + problem.get());
                    continue;
                }
                found.refs().put(ref, id);
                ObjectIds.peeled(quarantine.repository(), ObjectIds.objectId(id))
                        .ifPresent(target -> found.peeled().put(ref, target));
            }
        }
        return found;
    }

    /** Why a ref does not come along; a push of it would be refused for the same reason. */
    private static Optional<String> problem(RevWalk walk, String ref, Oid id) throws IOException {
        Optional<String> name = ref.indexOf('\uFFFD') >= 0
                ? Optional.of("the name is not UTF-8")
                : BranchName.problemOf(ref.substring(ref.startsWith(HEADS) ? HEADS.length() : TAGS.length()));
        return name.isPresent() ? name : Reachability.problem(walk, ref, walk.parseAny(ObjectIds.objectId(id)));
    }

    /** The source's own main branch if it says so and it is here; else one with a usual name; else as it was. */
    private static BranchName main(Repo repo, Found found, String head) {
        Optional<BranchName> told = head.lines()
                .filter(line -> line.startsWith("ref: ") && line.endsWith("\tHEAD"))
                .map(line -> line.substring("ref: ".length(), line.length() - "\tHEAD".length()))
                .findFirst()
                .flatMap(BranchName::ofRef);
        return told.filter(name -> found.refs().containsKey(name.ref()))
                .or(() -> BranchName.mostUsual(found.refs().keySet().stream()
                        .flatMap(ref -> BranchName.ofRef(ref).stream())
                        .toList()))
                .orElse(repo.defaultBranch());
    }

    private static Outcome move(
            Tx tx,
            Repo repo,
            ImportSource source,
            String by,
            Found found,
            BranchName main,
            LfsUsage adopted,
            long missing) {
        tx.refs().lock(repo.id());
        List<RefChange> changes = new ArrayList<>();
        found.refs()
                .forEach((ref, id) -> changes.add(new RefChange(
                        ref,
                        Optional.empty(),
                        Optional.of(id),
                        Optional.ofNullable(found.peeled().get(ref)),
                        Optional.empty(),
                        "import from " + source)));
        for (int from = 0; from < changes.size(); from += Refs.LARGEST_BATCH) {
            List<RefChange> batch = changes.subList(from, Math.min(changes.size(), from + Refs.LARGEST_BATCH));
            if (tx.refs().move(repo.id(), batch, by) instanceof RefsOutcome.Refused refused) {
                // Ends the transaction: what moved before must not stay.
                throw new IllegalStateException("somebody pushed to " + repo.name() + " during the import: " + refused);
            }
        }
        if (!main.equals(repo.defaultBranch())) {
            tx.repos().setDefaultBranch(repo.id(), main, by);
        }
        int branches = found.count(HEADS);
        int tags = found.count(TAGS);
        tx.events().append(repo.id(), new RepoFact.Imported(by, branches, tags, source.toString()));
        return new Outcome.Imported(branches, tags, main, List.copyOf(found.leftOut()), adopted, missing);
    }

    private void takeBack(RepoId repo) {
        if (store.write(tx -> tx.repos().deleteIfNeverPushed(repo))) {
            repos.remove(repo);
        }
    }
}
