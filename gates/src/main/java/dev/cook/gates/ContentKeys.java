package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.PathPattern;
import dev.cook.domain.Candidate;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.git.Trees;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What decides the result of a gate: what is said of it, the files that matter to it, and where it runs. */
final class ContentKeys {
    /** Digests of files that are remembered; they stay true for ever. */
    private static final int MOST = 2_000;

    private final Trees trees;
    private final GateAgents agents;
    private final Map<Files, byte[]> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Files, byte[]> eldest) {
            return size() > MOST;
        }
    };

    private record Files(RepoId repo, Oid commit, List<PathPattern> paths) {}

    ContentKeys(Trees trees, GateAgents agents) {
        this.trees = trees;
        this.agents = agents;
    }

    /** Empty: the answer of such a gate, or in such an environment, is good for once alone. */
    Optional<ContentKey> of(GateRun run, Gate gate, Candidate candidate, Place place) {
        return isRepeatable(run.kind())
                ? place.revision().map(revision -> key(run, gate, candidate, revision))
                : Optional.empty();
    }

    private ContentKey key(GateRun run, Gate gate, Candidate candidate, String revision) {
        RepoId repo = candidate.repo();
        // What a gate makes of a commit is all of it.
        List<PathPattern> paths = run.kind().mayChange() ? List.of() : gate.paths();
        MessageDigest digest = sha256();
        add(digest, "cook gate 1");
        add(digest, run.definition());
        add(digest, String.join("\0", run.argv()));
        digest.update(files(new Files(repo, Beginnings.head(candidate), paths)));
        if (run.kind() == GateKind.AGENT || run.kind() == GateKind.AGENT_REVIEW) {
            // An agent looks at what changed, so it matters what was there before.
            digest.update(files(new Files(repo, candidate.base(), paths)));
            add(digest, agents.revision(run));
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

    private byte[] files(Files files) {
        synchronized (known) {
            byte[] found = known.get(files);
            if (found != null) {
                return found;
            }
        }
        MessageDigest digest = sha256();
        if (files.paths().isEmpty()) {
            add(digest, trees.tree(files.repo(), files.commit()).hex());
        } else {
            trees.digest(files.repo(), files.commit(), path -> PathPattern.any(files.paths(), path), digest);
        }
        byte[] made = digest.digest();
        synchronized (known) {
            known.put(files, made);
        }
        return made;
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
