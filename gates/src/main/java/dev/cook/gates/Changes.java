package dev.cook.gates;

import dev.cook.config.PathPattern;
import dev.cook.config.People;
import dev.cook.domain.Candidate;
import dev.cook.domain.ContentKey;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import dev.cook.store.Known;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a candidate changes, as far as it matters to people: whose files, and by what an answer counts again. */
final class Changes {
    /** Candidates and gates that are remembered; what is known of them stays true for ever. */
    private static final int MOST = 500;

    private final Trees trees;
    private final Known<Question, Seen> known;

    private record Question(RepoId repo, Oid base, Oid head, List<PathPattern> paths, People people) {}

    /**
     * What there is to see.
     *
     * @param key SHA-256 of each changed file before and after
     * @param owned owners of changed files, each set once
     */
    record Seen(ContentKey key, List<Ballot.Owned> owned) {}

    Changes(Trees trees) {
        this.trees = trees;
        this.known = new Known<>(MOST, this::look);
    }

    /** @param paths files that matter; none: all */
    Seen of(Candidate candidate, Oid head, List<PathPattern> paths, People people) {
        return known.of(new Question(candidate.repo(), candidate.base(), head, paths, people));
    }

    private Seen look(Question question) {
        MessageDigest digest = ContentKeys.sha256();
        digest.update("cook change 1\0".getBytes(StandardCharsets.UTF_8));
        Map<Set<String>, String> owned = new LinkedHashMap<>();
        trees.differences(question.repo(), question.base(), question.head(), difference -> {
            String path = difference.path();
            if (question.paths().isEmpty() || PathPattern.any(question.paths(), path)) {
                digest.update(difference.line().getBytes(StandardCharsets.UTF_8));
                question.people().ownersOf(path).ifPresent(owners -> owned.putIfAbsent(owners, path));
            }
        });
        List<Ballot.Owned> all = new ArrayList<>();
        owned.forEach((owners, file) -> all.add(new Ballot.Owned(owners, file)));
        return new Seen(ContentKey.of(digest.digest()), all);
    }

    /**
     * By what an answer about a candidate counts for another one: the same changes to the same files; or the same branches, word
     * for word, while no gate made another commit of them, whatever their target is by then. Pure.
     */
    static List<ContentKey> keys(Candidate candidate, Oid head, Seen seen) {
        List<ContentKey> keys = new ArrayList<>();
        keys.add(key(candidate, List.of("changes", seen.key().hex())));
        if (candidate.commit().filter(head::equals).isPresent()) {
            List<String> words = new ArrayList<>(List.of("branches"));
            candidate.members().forEach(member -> words.add(member.tip().hex()));
            keys.add(key(candidate, words));
        }
        return keys;
    }

    /** What is said of a change to one target is not said of the same to another. */
    private static ContentKey key(Candidate candidate, List<String> words) {
        MessageDigest digest = ContentKeys.sha256();
        String text = "cook answer 1\0" + candidate.target() + "\0" + String.join("\0", words);
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return ContentKey.of(digest.digest());
    }
}
