package dev.cook.merge;

import dev.cook.domain.Candidate;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.git.NoteWriter;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import java.security.KeyPair;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a signed note about each landing, after it: nobody waits for it, and none is forgotten. */
public final class AttestationController {
    /** The ref that {@code git notes --ref=cook/gates} reads. */
    public static final String REF = "refs/notes/cook/gates";

    /** Landings of one pass. */
    private static final int AT_ONCE = 50;

    /** What fails for one of them. */
    private static final String ATTEST = "write the signed note about the landing";

    private final Store store;
    private final Isolation isolation;
    private final NoteWriter notes;
    private final KeyPair key;
    private final Clock clock;

    /** @param key an Ed25519 pair; whoever has its public half can verify the notes without this server */
    public AttestationController(Store store, NoteWriter notes, KeyPair key, Clock clock) {
        this.store = store;
        this.isolation = store.isolation("attesting");
        this.notes = notes;
        this.key = key;
        this.clock = clock;
    }

    /** Starts writing, until the controller is closed. */
    public Controller start() {
        return Controller.start(isolation, store.wakeups().watch(Topic.CANDIDATES), this::pass);
    }

    void pass() {
        // Those that fail take no place from the others.
        int most = AT_ONCE + isolation.failing(ATTEST);
        isolation.each(ATTEST, store.read(tx -> tx.candidates().unattested(most)), Subject::of, this::attest);
    }

    private void attest(Candidate candidate) {
        byte[] envelope = DsseEnvelope.seal(
                store.read(tx -> InTotoStatement.of(tx, candidate)), key.getPrivate(), key.getPublic());
        Optional<Oid> before =
                store.read(tx -> tx.refs().get(candidate.repo(), REF)).flatMap(NamedRef::id);
        Map<Oid, byte[]> about = new LinkedHashMap<>();
        InTotoStatement.commits(candidate).forEach(commit -> about.put(commit, envelope));
        Oid after = notes.write(
                candidate.repo(), before, about, "Attest what landed on " + candidate.target(), clock.instant());
        store.change(tx -> {
            tx.refs().lock(candidate.repo());
            RefChange change = before.map(old -> RefChange.update(REF, old, after, "attested"))
                    .orElseGet(() -> RefChange.create(REF, after, "attested"));
            // Another server was faster: the next pass begins with what it wrote.
            if (tx.refs().move(candidate.repo(), List.of(change), "cook") instanceof RefsOutcome.Moved) {
                tx.candidates().markAttested(candidate.id());
            }
        });
    }
}
