package dev.cook.git.diff;

import dev.cook.domain.CodePlace;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.ObjectIds;
import dev.cook.git.Walks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Lines of files in commits: what they say, and where they are in another commit. */
public final class CodePlaces {
    /** Commits whose files are looked for under other names: each takes a comparison of trees. */
    private static final int MOST_RENAMED_FROM = 10;

    private final GitRepos repos;
    private final Diffs diffs;

    public CodePlaces(GitRepos repos, Diffs diffs) {
        this.repos = repos;
        this.diffs = diffs;
    }

    /**
     * What lines say, one after the other.
     *
     * @return empty where the commit has no such file or lines, or the file is one whose lines are not shown
     */
    public Optional<List<String>> read(RepoId repo, CodePlace place) {
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            Optional<ObjectId> blob = blob(walk, place.commit(), place.file());
            return blob.isEmpty()
                    ? Optional.empty()
                    : text(walk.getObjectReader(), blob.get())
                            .filter(text -> place.lines().last() <= text.size())
                            .map(text -> IntStream.rangeClosed(
                                            place.lines().first(), place.lines().last())
                                    .mapToObj(line -> text.getString(line - 1))
                                    .toList());
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where lines are in another commit, in the order that they are asked for; empty where they changed, or their file went
     * away.
     */
    public List<Optional<CodePlace>> follow(RepoId repo, List<CodePlace> places, Oid to) {
        if (places.stream().allMatch(place -> place.commit().equals(to))) {
            return places.stream().map(Optional::of).toList();
        }
        try (CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository)) {
            Following following = new Following(repo, walk, to);
            List<Optional<CodePlace>> found = new ArrayList<>();
            for (CodePlace place : places) {
                found.add(following.follow(place));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads each file, and each pair of trees, once. */
    private final class Following {
        private final RepoId repo;
        private final RevWalk walk;
        private final Oid to;
        private final Map<File, Optional<Followed>> files = new HashMap<>();
        private final Map<Oid, Map<String, String>> renames = new HashMap<>();

        private record File(Oid commit, String path) {}

        /** @param map empty: all of the file is the same */
        private record Followed(String path, Optional<LineMap> map) {}

        Following(RepoId repo, RevWalk walk, Oid to) {
            this.repo = repo;
            this.walk = walk;
            this.to = to;
        }

        Optional<CodePlace> follow(CodePlace place) throws IOException {
            if (place.commit().equals(to)) {
                return Optional.of(place);
            }
            File file = new File(place.commit(), place.file());
            Optional<Followed> followed = files.get(file);
            if (followed == null) {
                followed = followed(file);
                files.put(file, followed);
            }
            return followed.flatMap(found -> found.map()
                    .map(map -> map.follow(place.lines()))
                    .orElse(Optional.of(place.lines()))
                    .map(lines -> new CodePlace(to, found.path(), lines)));
        }

        private Optional<Followed> followed(File file) throws IOException {
            try {
                Optional<ObjectId> before = blob(walk, file.commit(), file.path());
                if (before.isEmpty()) {
                    return Optional.empty();
                }
                String path = file.path();
                Optional<ObjectId> after = blob(walk, to, path);
                if (after.isEmpty()) {
                    Optional<String> renamed = renamed(file);
                    if (renamed.isEmpty()) {
                        return Optional.empty();
                    }
                    path = renamed.get();
                    after = blob(walk, to, path);
                }
                return compared(path, before.get(), after);
            } catch (MissingObjectException e) {
                return Optional.empty();
            }
        }

        private Optional<Followed> compared(String path, ObjectId before, Optional<ObjectId> after) throws IOException {
            if (after.filter(before::equals).isPresent()) {
                return Optional.of(new Followed(path, Optional.empty()));
            }
            Optional<RawText> old = text(walk.getObjectReader(), before);
            Optional<RawText> now = after.isEmpty() ? Optional.empty() : text(walk.getObjectReader(), after.get());
            return old.isEmpty() || now.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Followed(path, Optional.of(LineMap.of(old.get(), now.get()))));
        }

        private Optional<String> renamed(File file) {
            Map<String, String> known = renames.get(file.commit());
            if (known == null) {
                known = renames.size() >= MOST_RENAMED_FROM ? Map.of() : renames(file.commit());
                renames.put(file.commit(), known);
            }
            return Optional.ofNullable(known.get(file.path()));
        }

        private Map<String, String> renames(Oid from) {
            return diffs.files(repo, Optional.of(from), to).files().stream()
                    .filter(changed -> changed.kind() == ChangedFile.Kind.RENAMED)
                    .collect(Collectors.toMap(
                            changed -> changed.before().orElseThrow(), ChangedFile::path, (one, _) -> one));
        }
    }

    private static Optional<ObjectId> blob(RevWalk walk, Oid commit, String path) throws IOException {
        if (path.startsWith("/") || path.endsWith("/")) {
            return Optional.empty();
        }
        try (TreeWalk found = TreeWalk.forPath(
                walk.getObjectReader(),
                path,
                walk.parseCommit(ObjectIds.objectId(commit)).getTree())) {
            return found == null || !isFile(found.getRawMode(0)) ? Optional.empty() : Optional.of(found.getObjectId(0));
        }
    }

    private static boolean isFile(int mode) {
        int type = mode & FileMode.TYPE_MASK;
        return type == FileMode.TYPE_FILE || type == FileMode.TYPE_SYMLINK;
    }

    private static Optional<RawText> text(ObjectReader reader, ObjectId blob) throws IOException {
        ObjectLoader loader = reader.open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > Diffs.MOST_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = loader.getCachedBytes(Diffs.MOST_BYTES);
        RawText text = new RawText(bytes);
        return RawText.isBinary(bytes) || text.size() > Diffs.MOST_LINES ? Optional.empty() : Optional.of(text);
    }
}
