package dev.cook.merge;

import dev.cook.domain.Candidate;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.RepoId;
import dev.cook.git.NoteWriter;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a signed note about each landing, after it: nobody waits for it, and none is forgotten. */
public final class AttestationController {
    /** The ref that {@code git notes --ref=cook/gates} reads. */
    public static final String REF = "refs/notes/cook/gates";

    private static final Logger LOG = LoggerFactory.getLogger(AttestationController.class);

    /** Between passes, at least: nobody waits for the note, and many landings share a commit of notes. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Landings of one pass. */
    private static final int AT_ONCE = 50;

    /** What fails for one of them. */
    private static final String ATTEST = "write the signed note about the landing";

    private final Store store;
    private final Isolation isolation;
    private final NoteWriter notes;
    private final KeyPair key;
    private final Clock clock;
    private final CachedRead<List<Candidate>> unattested;

    /** Touched by the controller's thread alone. */
    private int most = AT_ONCE;

    /** @param key an Ed25519 pair; whoever has its public half can verify the notes without this server */
    public AttestationController(Store store, NoteWriter notes, KeyPair key, Clock clock) {
        this.store = store;
        this.isolation = store.isolation("attesting");
        this.notes = notes;
        this.key = key;
        this.clock = clock;
        this.unattested = new CachedRead<>(
                store,
                tx -> tx.candidates().unattested(most),
                List::isEmpty,
                Set.of(Topic.CANDIDATES),
                // Where it is told what fails.
                Set.of(Topic.BRANCHES));
    }

    /** Starts writing, until the controller is closed. */
    public Controller start() {
        return Controller.start(isolation, store.wakeups().watch(Topic.CANDIDATES), INTERVAL, this::pass);
    }

    void pass() {
        // Those that fail take no place from the others.
        most = AT_ONCE + isolation.failing(ATTEST);
        List<Candidate> alone = new ArrayList<>();
        unattested.get().stream()
                .collect(Collectors.groupingBy(Candidate::repo, LinkedHashMap::new, Collectors.toList()))
                .forEach((repo, landed) -> {
                    if (!areAttested(repo, landed)) {
                        alone.addAll(landed);
                    }
                });
        isolation.each(ATTEST, alone, Subject::of, candidate -> attest(candidate.repo(), List.of(candidate)));
    }

    /** Tries all at once; where that fails, each is tried alone, so that none keeps another waiting. */
    private boolean areAttested(RepoId repo, List<Candidate> landed) {
        if (landed.stream()
                .anyMatch(candidate ->
                        isolation.isFailing(ATTEST, Subject.of(candidate).item()))) {
            return false;
        }
        try {
            attest(repo, landed);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("what landed in repository {} cannot be attested together", repo, e);
            return false;
        }
    }

    private void attest(RepoId repo, List<Candidate> landed) {
        record Seen(List<byte[]> statements, Optional<Oid> before) {}
        Seen seen = store.read(tx -> new Seen(
                landed.stream()
                        .map(candidate -> InTotoStatement.of(tx, candidate))
                        .toList(),
                tx.refs().get(repo, REF).flatMap(NamedRef::id)));
        Map<Oid, byte[]> about = new LinkedHashMap<>();
        for (int i = 0; i < landed.size(); i++) {
            byte[] envelope = DsseEnvelope.seal(seen.statements().get(i), key.getPrivate(), key.getPublic());
            InTotoStatement.commits(landed.get(i)).forEach(commit -> about.put(commit, envelope));
        }
        Oid after = notes.write(
                repo,
                seen.before(),
                about,
                "Attest what landed on "
                        + landed.stream()
                                .map(candidate -> candidate.target().value())
                                .distinct()
                                .collect(Collectors.joining(", ")),
                clock.instant());
        store.change(tx -> {
            tx.refs().lock(repo);
            RefChange change = seen.before()
                    .map(old -> RefChange.update(REF, old, after, "attested"))
                    .orElseGet(() -> RefChange.create(REF, after, "attested"));
            // Another server was faster: the next pass begins with what it wrote.
            if (tx.refs().move(repo, List.of(change), "cook") instanceof RefsOutcome.Moved) {
                landed.forEach(candidate -> tx.candidates().markAttested(candidate.id()));
            }
        });
    }
}
