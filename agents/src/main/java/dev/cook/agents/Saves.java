package dev.cook.agents;

import dev.cook.domain.Autosave;
import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.git.SavedWork;
import dev.cook.store.Store;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What the environments of sessions saved without having pushed it. */
public final class Saves {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final Store store;
    private final SavedWork work;

    public Saves(Store store, SavedWork work) {
        this.store = store;
        this.work = work;
    }

    /** The last save of a session. */
    public record Saved(SessionId session, Instant at, SavedWork.Beyond beyond) {
        public String ref() {
            return AutosaveRef.of(session);
        }

        /** When, and what it holds, in a part of a sentence. */
        String told() {
            return "saved " + MOMENT.format(at) + " with " + beyond.told();
        }
    }

    private record Found(RepoId repo, Autosave autosave, Oid tip) {}

    /** Empty: nothing was saved, or the branch ended and its fossil has it. Not to be called within a transaction. */
    public Optional<Saved> last(SessionId id) {
        Optional<Found> found = store.read(tx -> tx.sessions()
                .get(id)
                .map(Session::branch)
                .flatMap(tx.branches()::get)
                .flatMap(branch -> tx.refs().autosave(branch.repo(), id).flatMap(saved -> tx.refs()
                        .get(branch.repo(), branch.name().ref())
                        .flatMap(NamedRef::id)
                        .map(tip -> new Found(branch.repo(), saved, tip)))));
        return found.flatMap(save -> work.beyond(save.repo(), save.autosave().commit(), save.tip())
                .map(beyond -> new Saved(id, save.autosave().at(), beyond)));
    }

    /** Whether a session's agent finds its own conversation again in a new environment. */
    boolean hasMemory(Session session, Branch branch) {
        return last(session.id()).map(saved -> saved.beyond().memory()).orElse(false)
                && !branch.state().ended();
    }
}
