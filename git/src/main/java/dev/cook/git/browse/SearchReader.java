package dev.cook.git.browse;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CookRepository;
import dev.cook.git.Deadline;
import dev.cook.git.GitRepos;
import dev.cook.git.ObjectIds;
import dev.cook.git.Walks;
import dev.cook.git.diff.FileDiff.Span;
import dev.cook.git.diff.LineSpans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Looks for a text in the names and in the contents of a commit's files. */
public final class SearchReader {
    /** Characters of what may be looked for. */
    public static final int LONGEST_QUERY = 200;

    private static final int MOST_PATHS = 200;
    private static final int MOST_FILES = 100;

    /** Lines of one file. */
    private static final int MOST_LINES = 5;

    /** Bytes of a file that is looked into: a larger one is seldom written by hand. */
    private static final int LARGEST_FILE = 1 << 20;

    /** Bytes that are looked into. */
    private static final long MOST_BYTES = 256L << 20;

    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final GitRepos repos;

    public SearchReader(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * Looks for a text, as it stands, without regard to case.
     *
     * @param query 1 to {@link #LONGEST_QUERY} characters
     */
    public SearchHits read(RepoId repo, Oid commit, String query) {
        Pattern wanted = Pattern.compile(query, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        Deadline deadline = Deadline.in(LONGEST);
        Search search = new Search(wanted);
        try (CookRepository repository = repos.view(repo, deadline);
                RevWalk walk = Walks.of(repository);
                TreeWalk tree = new TreeWalk(walk.getObjectReader())) {
            tree.addTree(walk.parseCommit(ObjectIds.objectId(commit)).getTree());
            tree.setRecursive(true);
            while (search.why.isEmpty() && tree.next()) {
                deadline.check();
                search.look(tree);
            }
        } catch (Deadline.Passed e) {
            search.why = "the search ended after " + LONGEST.toSeconds() + " seconds";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SearchHits(search.paths, search.files, search.why.isEmpty(), search.why);
    }

    private static final class Search {
        private final Pattern wanted;
        private final List<String> paths = new ArrayList<>();
        private final List<SearchHits.FileHits> files = new ArrayList<>();
        private long bytes;
        /** Which bound was met; empty: none. */
        private String why = "";

        Search(Pattern wanted) {
            this.wanted = wanted;
        }

        void look(TreeWalk at) throws IOException {
            String path = at.getPathString();
            if (wanted.matcher(path).find() && paths.size() < MOST_PATHS) {
                paths.add(path);
            }
            if ((at.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE) {
                text(at.getObjectReader(), at).ifPresent(text -> look(path, text));
            }
            if (files.size() >= MOST_FILES) {
                why = "the search ended at " + MOST_FILES + " files";
            } else if (bytes > MOST_BYTES) {
                why = "the search ended after " + (MOST_BYTES >> 20) + " MiB of files";
            }
        }

        private Optional<String> text(ObjectReader reader, TreeWalk at) throws IOException {
            ObjectLoader loader = reader.open(at.getObjectId(0), Constants.OBJ_BLOB);
            if (loader.getSize() > LARGEST_FILE) {
                return Optional.empty();
            }
            bytes += loader.getSize();
            return TextContent.of(loader.getCachedBytes(LARGEST_FILE)).map(TextContent::text);
        }

        private void look(String path, String text) {
            Matcher matcher = wanted.matcher(text);
            List<SearchHits.LineHit> lines = new ArrayList<>();
            int number = 1;
            int counted = 0;
            int at = 0;
            while (at <= text.length() && matcher.find(at)) {
                int start = text.lastIndexOf('\n', matcher.start() - 1) + 1;
                int feed = text.indexOf('\n', matcher.start());
                int end = feed < 0 ? text.length() : feed;
                if (lines.size() == MOST_LINES) {
                    files.add(new SearchHits.FileHits(path, lines, true));
                    return;
                }
                for (int i = text.indexOf('\n', counted); i >= 0 && i < start; i = text.indexOf('\n', i + 1)) {
                    number++;
                    counted = i + 1;
                }
                lines.add(new SearchHits.LineHit(number, marked(text.substring(start, end))));
                at = end + 1;
            }
            if (!lines.isEmpty()) {
                files.add(new SearchHits.FileHits(path, lines, false));
            }
        }

        /** A line around the first place where it holds what is wanted. */
        private List<Span> marked(String line) {
            Matcher matcher = wanted.matcher(line);
            if (!matcher.find()) {
                return LineSpans.of(line, new BitSet()); // what was found has a line feed in it
            }
            int from = matcher.start() > BEFORE * 2 ? matcher.start() - BEFORE : 0;
            if (from > 0 && Character.isLowSurrogate(line.charAt(from))) {
                from++;
            }
            BitSet marks = new BitSet();
            String shown = line.substring(from, Math.min(line.length(), from + SHOWN));
            Matcher again = wanted.matcher(shown);
            while (again.find()) {
                marks.set(again.start(), again.end());
            }
            return LineSpans.of(shown, marks);
        }

        /** Characters of a long line before the first hit that are shown, and of the line in all. */
        private static final int BEFORE = 60;

        private static final int SHOWN = 300;
    }
}
