package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.PathPattern;
import dev.cook.domain.Branch;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import dev.cook.store.Known;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a gate can matter for a commit at all. */
final class Relevance {
    /** Answers that are remembered, each of one file name; they stay true for ever. */
    private static final int MOST = 2_000;

    private final Known<Question, Optional<String>> known;

    private record Question(RepoId repo, Oid from, Oid to, List<PathPattern> paths) {}

    Relevance(Trees trees) {
        this.known = new Known<>(MOST, question -> firstChanged(trees, question));
    }

    /**
     * Why a gate cannot matter; empty: it can.
     *
     * @param base what the candidate was built on
     * @param head what the gate would judge
     * @param members the branches that it holds
     */
    Optional<String> pointless(Gate gate, RepoId repo, Oid base, Oid head, List<Branch> members) {
        List<Optional<String>> foreign = members.stream()
                .map(branch -> Applicability.foreign(gate.when(), branch))
                .toList();
        return foreign.isEmpty() || foreign.contains(Optional.<String>empty())
                ? unchanged(gate, repo, base, head)
                : foreign.getFirst();
    }

    private Optional<String> unchanged(Gate gate, RepoId repo, Oid base, Oid head) {
        return gate.paths().isEmpty() || differs(repo, base, head, gate.paths())
                ? Optional.empty()
                : Optional.of("nothing under " + listed(gate.paths()) + " changed");
    }

    /** Whether files that matter differ between two commits; no paths: any file. */
    boolean differs(RepoId repo, Oid from, Oid to, List<PathPattern> paths) {
        return !from.equals(to) && known.of(new Question(repo, from, to, paths)).isPresent();
    }

    private static Optional<String> firstChanged(Trees trees, Question question) {
        return trees.firstChanged(
                question.repo(),
                question.from(),
                question.to(),
                path -> question.paths().isEmpty() || PathPattern.any(question.paths(), path));
    }

    private static String listed(List<PathPattern> patterns) {
        return patterns.stream().map(PathPattern::text).collect(Collectors.joining(", "));
    }
}
