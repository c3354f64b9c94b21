package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.domain.Candidate;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * What decides the result of a gate: what is said of it, all that its command can see, and where it runs. Its {@code paths}
 * only decide whether it is skipped: nobody knows which of the other files its command reads.
 */
final class ContentKeys {
    private final Trees trees;
    private final GateAgents agents;

    ContentKeys(Trees trees, GateAgents agents) {
        this.trees = trees;
        this.agents = agents;
    }

    /** Empty: the answer of such a gate, or in such an environment, is good for once alone. */
    Optional<ContentKey> of(GateRun run, Gate gate, Candidate candidate, GateEnvironment place) {
        return isRepeatable(run.kind())
                ? place.revision().map(revision -> key(run, gate, candidate, revision))
                : Optional.empty();
    }

    private ContentKey key(GateRun run, Gate gate, Candidate candidate, String revision) {
        RepoId repo = candidate.repo();
        MessageDigest digest = sha256();
        add(digest, "cook gate 2");
        add(digest, run.definition());
        add(digest, String.join("\0", run.argv()));
        add(digest, trees.knownTree(repo, StartDecisions.head(candidate)).hex());
        if (run.kind() == GateKind.AGENT || run.kind() == GateKind.AGENT_REVIEW) {
            // An agent looks at what changed, so it matters what was there before.
            add(digest, trees.knownTree(repo, candidate.base()).hex());
            add(digest, agents.revision(run));
        }
        switch (gate.judges()) {
            case FILES -> {}
            case COMMIT -> {
                // Commits name their messages, authors and parents; what Cook made of them follows from these.
                add(digest, candidate.target().value());
                add(digest, candidate.base().hex());
                for (Candidate.Member member : candidate.members()) {
                    add(digest, member.branch().toString());
                    add(digest, member.tip().hex());
                }
            }
        }
        add(digest, revision);
        return ContentKey.of(digest.digest());
    }

    /** Whether the same again is the same: people and deployments may well say something else the next time. */
    private static boolean isRepeatable(GateKind kind) {
        return switch (kind) {
            case COMMAND, TRANSFORM, AGENT, AGENT_REVIEW -> true;
            case APPROVAL, DEPLOY, SOAK, EXTERNAL -> false;
        };
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
