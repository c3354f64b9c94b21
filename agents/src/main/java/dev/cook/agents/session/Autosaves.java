package dev.cook.agents.session;

import dev.cook.domain.Autosave;
import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.Fossil;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.git.SavedWork;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the environments of sessions saved without having pushed it. */
public final class Autosaves {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final Store store;
    private final SavedWork work;

    public Autosaves(Store store, SavedWork work) {
        this.store = store;
        this.work = work;
    }

    /** The last save of a session. */
    public record Saved(SessionId session, Instant at, SavedWork.Beyond beyond) {
        public String ref() {
            return AutosaveRef.of(session);
        }

        /** When, and what it holds, in a part of a sentence. */
        public String told() {
            return "saved " + MOMENT.format(at) + " with " + beyond.told();
        }

        /** What was saved and how to get it, in a part of a sentence; empty: all was pushed. */
        public Optional<String> way() {
            return beyond.nothing()
                    ? Optional.empty()
                    : Optional.of(told() + ": `git fetch origin " + ref() + "` gets it");
        }
    }

    private record Found(RepoId repo, Autosave autosave, Oid tip) {}

    /**
     * Compared with what was pushed to the branch, also where that ended. Empty: nothing was saved, or nothing that did not
     * land. Not to be called within a transaction.
     */
    public Optional<Saved> last(SessionId id) {
        Optional<Found> found = store.read(tx -> tx.sessions()
                .get(id)
                .map(Session::branch)
                .flatMap(tx.branches()::get)
                .flatMap(branch -> tx.refs().autosave(branch.repo(), id).flatMap(saved -> pushed(tx, branch)
                        .map(tip -> new Found(branch.repo(), saved, tip)))));
        return found.flatMap(save -> work.beyond(save.repo(), save.autosave().commit(), save.tip())
                .map(beyond -> new Saved(id, save.autosave().at(), beyond)));
    }

    private record Left(RepoId repo, Oid save, List<Oid> kept) {}

    /** Removes a save that came when its branch had ended, if nobody would miss anything of it. */
    public void tidy(SessionId id) {
        Optional<Left> left = store.read(tx -> tx.sessions()
                .get(id)
                .map(Session::branch)
                .flatMap(tx.branches()::get)
                .filter(branch -> branch.state().ended())
                .flatMap(branch -> tx.refs()
                        .autosave(branch.repo(), id)
                        .map(save -> new Left(
                                branch.repo(),
                                save.commit(),
                                Stream.concat(pushed(tx, branch).stream(), branch.landedAs().stream())
                                        .toList()))));
        left.filter(found -> work.addsNothing(found.repo(), found.save(), found.kept()))
                .ifPresent(found -> store.change(tx -> tx.refs()
                        .move(
                                found.repo(),
                                List.of(RefChange.delete(AutosaveRef.of(id), found.save(), "nothing new")),
                                "cook")));
    }

    /** The branch's tip, or the one that it ended with: its name may have another life by now. */
    private static Optional<Oid> pushed(Tx tx, Branch branch) {
        return branch.state().ended()
                ? tx.fossils().ofBranch(branch.id()).stream().map(Fossil::tip).reduce((earlier, later) -> later)
                : tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
    }

    /** Whether a session's agent finds its own conversation again in a new environment. */
    boolean hasMemory(Session session, Branch branch) {
        return last(session.id()).map(saved -> saved.beyond().memory()).orElse(false)
                && !branch.state().ended();
    }
}
