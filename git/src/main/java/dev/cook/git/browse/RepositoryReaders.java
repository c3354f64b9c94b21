package dev.cook.git.browse;

import dev.cook.git.GitRepos;
import dev.cook.git.Revisions;

/** Everything that reads repositories for people. */
public record RepositoryReaders(
        Revisions revisions,
        PathReader paths,
        HistoryReader histories,
        BlameReader blames,
        SearchReader searches,
        RefReader refs) {
    public static RepositoryReaders of(GitRepos repos) {
        return new RepositoryReaders(
                new Revisions(repos),
                new PathReader(repos),
                new HistoryReader(repos),
                new BlameReader(repos),
                new SearchReader(repos),
                new RefReader(repos));
    }
}
