package dev.cook.hooks;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.RepoId;
import dev.cook.store.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the database knows of the refs of a push, read with a few statements however many they are: others wait for the
 * repository meanwhile.
 *
 * @param branches the branches that are alive, by ref
 * @param worked those of them on which a session works
 * @param twins by ref a branch that differs from it only in case
 */
record PushedRefs(Map<String, Branch> branches, Set<BranchId> worked, Map<String, String> twins) {
    static PushedRefs read(Tx tx, RepoId repo, List<PushTransaction.Wanted> push) {
        List<BranchName> names = push.stream()
                .flatMap(wanted -> BranchName.ofRef(wanted.ref()).stream())
                .toList();
        Map<String, Branch> branches = names.isEmpty()
                ? Map.of()
                : tx.branches().alive(repo, names).stream()
                        .collect(Collectors.toMap(branch -> branch.name().ref(), branch -> branch));
        Set<BranchId> ids = branches.values().stream().map(Branch::id).collect(Collectors.toSet());
        List<String> created = push.stream()
                .filter(wanted -> wanted.kind() == PushPolicy.Kind.CREATE)
                .map(PushTransaction.Wanted::ref)
                .toList();
        return new PushedRefs(
                branches,
                ids.isEmpty() ? Set.of() : tx.sessions().worked(ids),
                created.isEmpty() ? Map.of() : tx.refs().caseTwins(repo, created));
    }

    Optional<Branch> alive(String ref) {
        return Optional.ofNullable(branches.get(ref));
    }

    boolean isWorked(String ref) {
        return alive(ref).filter(branch -> worked.contains(branch.id())).isPresent();
    }

    Optional<String> twin(String ref) {
        return Optional.ofNullable(twins.get(ref));
    }

    /** The branches that a push creates, as a file system sees them that takes no notice of case. */
    static final class Twins {
        private final Map<String, String> byFolded = new HashMap<>();

        void add(String ref) {
            byFolded.putIfAbsent(folded(ref), ref);
        }

        Optional<String> of(String ref) {
            return ref.startsWith("refs/heads/") ? Optional.ofNullable(byFolded.get(folded(ref))) : Optional.empty();
        }

        private static String folded(String ref) {
            return ref.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        }
    }
}
