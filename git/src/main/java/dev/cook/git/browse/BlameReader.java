package dev.cook.git.browse;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.CommitLine;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.blame.BlameGenerator;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Finds out which commit each line of a file is from. */
public final class BlameReader {
    /** Bytes of a file that is traced: each commit that changed it costs a comparison of both versions. */
    private static final int MOST_BYTES = 512 * 1024;

    /** Lines of a file that is traced: all of them are one page. */
    private static final int MOST_LINES = 5_000;

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final GitRepos repos;

    public BlameReader(GitRepos repos) {
        this.repos = repos;
    }

    public Blame read(RepoId repo, Oid commit, String path) {
        if (!PathReader.isPath(path)) {
            return new Blame.NoText();
        }
        Deadline deadline = Deadline.in(LONGEST);
        try (CookRepository repository = repos.view(repo, deadline);
                RevWalk walk = Walks.of(repository)) {
            ObjectId root = walk.parseCommit(ObjectIds.objectId(commit)).getTree();
            try (TreeWalk file = TreeWalk.forPath(walk.getObjectReader(), path, root)) {
                if (file == null || (file.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
                    return new Blame.NoText();
                }
                ObjectLoader loader = walk.getObjectReader().open(file.getObjectId(0), Constants.OBJ_BLOB);
                if (loader.getSize() > MOST_BYTES) {
                    return new Blame.TooLarge(loader.getSize());
                }
                byte[] bytes = loader.getCachedBytes(MOST_BYTES);
                RawText text = new RawText(bytes);
                if (RawText.isBinary(bytes)) {
                    return new Blame.NoText();
                }
                return text.size() > MOST_LINES
                        ? new Blame.TooLarge(bytes.length)
                        : new Blame.Lines(traced(repository, walk, commit, path, text, deadline), text.size());
            }
        } catch (Deadline.Passed e) {
            return new Blame.TooSlow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Blame.Region> traced(
            CookRepository repository, RevWalk walk, Oid commit, String path, RawText text, Deadline deadline)
            throws IOException {
        List<Blame.Region> regions = new ArrayList<>();
        Map<ObjectId, CommitLine> known = new HashMap<>();
        try (BlameGenerator blame = new BlameGenerator(repository, path)) {
            blame.push("", ObjectIds.objectId(commit));
            while (blame.next()) {
                deadline.check();
                ObjectId source = blame.getSourceCommit().copy();
                CommitLine line = known.get(source);
                if (line == null) {
                    line = HistoryReader.line(walk, walk.parseCommit(source));
                    known.put(source, line);
                }
                List<List<Span>> lines = new ArrayList<>();
                for (int i = blame.getResultStart(); i < blame.getResultEnd(); i++) {
                    lines.add(LineSpans.of(withoutReturn(text.getString(i)), new BitSet()));
                }
                regions.add(new Blame.Region(line, blame.getSourcePath(), blame.getResultStart() + 1, lines));
            }
        }
        regions.sort(Comparator.comparingInt(Blame.Region::first));
        return regions;
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
