package dev.cook.git.browse;

import dev.cook.domain.RepoId;
import dev.cook.git.CommitLine;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.Walks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Lists branches and tags. */
public final class RefReader {
    /** Refs of one window. */
    public static final int WINDOW = 100;

    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    private final GitRepos repos;

    public RefReader(GitRepos repos) {
        this.repos = repos;
    }

    /** @param holding what their names have to hold, without regard to case; empty: all */
    public RefList branches(RepoId repo, String holding, int from) {
        return read(repo, HEADS, holding, from, Comparator.comparing(Ref::getName));
    }

    /** The names that come last are first: those of newer versions, where they are of one length. */
    public RefList tags(RepoId repo, String holding, int from) {
        return read(
                repo, TAGS, holding, from, Comparator.comparing(Ref::getName).reversed());
    }

    private RefList read(RepoId repo, String prefix, String holding, int from, Comparator<Ref> order) {
        String wanted = holding.toLowerCase(Locale.ROOT);
        try (CookRepository repository = repos.view(repo);
                RevWalk walk = Walks.of(repository)) {
            List<Ref> refs = repository.getRefDatabase().getRefsByPrefix(prefix).stream()
                    .filter(ref -> ref.getObjectId() != null)
                    .filter(ref -> ref.getName()
                            .substring(prefix.length())
                            .toLowerCase(Locale.ROOT)
                            .contains(wanted))
                    .sorted(order)
                    .toList();
            int first = Math.min(from, refs.size());
            List<RefList.Line> lines = new ArrayList<>();
            for (Ref ref : refs.subList(first, Math.min(refs.size(), first + WINDOW))) {
                lines.add(new RefList.Line(
                        ref.getName(), ref.getName().substring(prefix.length()), commit(walk, ref.getObjectId())));
            }
            return new RefList(lines, first, refs.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<CommitLine> commit(RevWalk walk, ObjectId id) throws IOException {
        return walk.peel(walk.parseAny(id)) instanceof RevCommit commit
                ? Optional.of(HistoryReader.line(walk, commit))
                : Optional.empty();
    }
}
