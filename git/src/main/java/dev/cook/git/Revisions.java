package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.revwalk.ReachabilityChecker;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Finds the commit that somebody names who reads a repository: by a branch, a tag, or its id. Hidden refs are never found, and
 * neither is a commit that only they hold: it looks as if it did not exist, as it does to a fetch.
 */
public final class Revisions {
    /** How long it may take to find out whether a commit may be shown; a history of a million commits takes one second. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Parts of a name between slashes that are looked up: no ref has more, as each part has a character. */
    private static final int MOST_PARTS = 200;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    private final GitRepos repos;

    public Revisions(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * A commit, and what it was called.
     *
     * @param name as addresses have it
     * @param ref the full name of the ref; empty: the commit's id
     * @param path what follows the name, without a slash at its ends; empty: nothing
     */
    public record Named(String name, Optional<String> ref, Oid commit, String path) {
        /** The branch that was named. */
        public Optional<String> branch() {
            return ref.filter(full -> full.startsWith(HEADS)).map(full -> full.substring(HEADS.length()));
        }

        /** How people call it: an id is shortened. */
        public String shortName() {
            return ref.isPresent() ? name : commit.abbreviated();
        }
    }

    /** What became of a search. */
    public sealed interface Found {
        record One(Named named) implements Found {}

        /** There is no such ref or commit, or none that may be shown. */
        record Nothing() implements Found {}

        /** It took too long to find out whether the commit may be shown. */
        record TooSlow() implements Found {}
    }

    /** Finds what the whole of a text names. */
    public Found commit(RepoId repo, String text) {
        return find(repo, text, false);
    }

    /** Finds what the beginning of a text names, the longest that names anything; the rest is a path. */
    public Found path(RepoId repo, String text) {
        return find(repo, text, true);
    }

    private Found find(RepoId repo, String text, boolean mayGoOn) {
        try (CookRepository repository = repos.view(repo, Deadline.in(LONGEST));
                RevWalk walk = Walks.of(repository)) {
            List<Integer> ends = mayGoOn ? ends(text) : List.of(text.length());
            for (int end : ends) {
                String name = text.substring(0, end);
                String path = end == text.length() ? "" : text.substring(end + 1);
                // First, so that a tag that is called like a commit passes for none.
                if (ID.matcher(name).matches()) {
                    return isShown(repository, walk, ObjectId.fromString(name))
                            ? new Found.One(new Named(name, Optional.empty(), new Oid(name), path))
                            : new Found.Nothing();
                }
                Optional<Ref> ref = ref(repository.getRefDatabase(), name);
                if (ref.isPresent()) {
                    Optional<Oid> commit = commit(walk, ref.get().getObjectId());
                    return commit.<Found>map(id -> new Found.One(
                                    new Named(name, Optional.of(ref.get().getName()), id, path)))
                            .orElseGet(Found.Nothing::new);
                }
            }
            return new Found.Nothing();
        } catch (Deadline.Passed e) {
            return new Found.TooSlow();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof Deadline.Passed) {
                return new Found.TooSlow();
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a name may end: at the end, and at each slash before that. */
    private static List<Integer> ends(String text) {
        List<Integer> ends = new ArrayList<>();
        for (int end = text.length(); end > 0; end = text.lastIndexOf('/', end - 1)) {
            ends.add(end);
        }
        return ends.subList(Math.max(0, ends.size() - MOST_PARTS), ends.size());
    }

    private static Optional<Ref> ref(RefDatabase refs, String name) throws IOException {
        for (String full : List.of(HEADS + name, TAGS + name, name)) {
            boolean isFull = full.startsWith("refs/") || full.equals("HEAD");
            if (isFull && !PostgresRefs.isHidden(full)) {
                Ref ref = refs.exactRef(full);
                if (ref != null && ref.getObjectId() != null) {
                    return Optional.of(ref);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Oid> commit(RevWalk walk, ObjectId id) throws IOException {
        RevObject object = walk.peel(walk.parseAny(id));
        return object instanceof RevCommit commit ? Optional.of(ObjectIds.oid(commit)) : Optional.empty();
    }

    private static boolean isShown(CookRepository repository, RevWalk walk, ObjectId id) throws IOException {
        RevCommit wanted;
        try {
            wanted = walk.parseCommit(id);
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return false;
        }
        if (!wanted.getId().equals(id)) {
            return false; // the id of a tag, which stands for a commit but is none
        }
        RefDatabase refs = repository.getRefDatabase();
        // The default branch first: it holds nearly all that is asked for, and there may be ten thousand others to
        // read.
        Optional<RevCommit> main =
                Optional.ofNullable(refs.exactRef("HEAD")).map(Ref::getObjectId).flatMap(tip -> commitOf(walk, tip));
        if (main.isPresent() && walk.isMergedInto(wanted, main.get())) {
            return true;
        }
        Set<ObjectId> tips = new LinkedHashSet<>();
        for (Ref ref : refs.getRefsByPrefix("")) {
            Optional.ofNullable(ref.getPeeledObjectId())
                    .or(() -> Optional.ofNullable(ref.getObjectId()))
                    .ifPresent(tips::add);
        }
        if (tips.contains(id)) {
            return true;
        }
        ReachabilityChecker checker = walk.getObjectReader().createReachabilityChecker(walk);
        return checker.areAllReachable(List.of(wanted), tips.stream().flatMap(tip -> commitOf(walk, tip).stream()))
                .isEmpty();
    }

    private static Optional<RevCommit> commitOf(RevWalk walk, ObjectId id) {
        try {
            return walk.parseAny(id) instanceof RevCommit commit ? Optional.of(commit) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name by which addresses find a ref, and no other one. */
    public String nameOf(RepoId repo, String ref) {
        if (!ref.startsWith(HEADS)) {
            return ref;
        }
        String branch = ref.substring(HEADS.length());
        try (CookRepository repository = repos.view(repo)) {
            boolean isTag = repository.getRefDatabase().exactRef(TAGS + branch) != null;
            boolean hasTagsBelow = !repository
                    .getRefDatabase()
                    .getRefsByPrefix(TAGS + branch + "/")
                    .isEmpty();
            return isTag || hasTagsBelow || ID.matcher(branch).matches() ? ref : branch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
