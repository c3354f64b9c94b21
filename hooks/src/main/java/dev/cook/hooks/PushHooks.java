package dev.cook.hooks;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Caller;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateRef;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.PagePath;
import dev.cook.domain.Purpose;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.RepoFact;
import dev.cook.git.CookRepository;
import dev.cook.git.GitRepos;
import dev.cook.git.LfsCheck;
import dev.cook.git.LfsObjects;
import dev.cook.git.Quarantine;
import dev.cook.git.Trees;
import dev.cook.store.Remembered;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/** What a fetch or a push of a caller may see and do; both transports come in here. */
public final class PushHooks {
    /** Bytes of ref names and push options that one push may send: JGit's own default, said aloud. */
    static final long MOST_COMMAND_BYTES = 3L << 20;

    private final Store store;
    private final GitRepos repos;
    private final LfsObjects lfs;
    private final PushSettings settings;
    private final Remarks remarks;
    private final Supplier<String> pages;

    /** Repositories that callers may read, which are remembered: each is a few hundred bytes. */
    private static final int MOST_NAMED = 10_000;

    private final Remembered<Named, Repo> readable;

    /** Looks at a repository that others make and take back at this moment, before it is given up. */
    private static final int MOST_LOOKS = 4;

    private final FirstPushes firstPushes;
    private volatile OwnAddresses addresses = OwnAddresses.NONE;

    /** What a caller calls a repository. */
    private record Named(Caller.AccountCaller caller, RepoName name) {}

    /**
     * Serves all repositories.
     *
     * @param lfs the large files that a push may refer to
     * @param remarks what is said about configurations that are pushed
     * @param pages where people find the pages, without a slash at the end; known once the HTTP server listens
     */
    public PushHooks(
            Store store,
            GitRepos repos,
            LfsObjects lfs,
            PushSettings settings,
            Remarks remarks,
            Supplier<String> pages) {
        this.lfs = lfs;
        this.remarks = remarks;
        this.pages = pages;
        this.store = store;
        this.repos = repos;
        this.settings = settings;
        this.firstPushes = new FirstPushes(store, repos);
        this.readable = new Remembered<>(
                store,
                MOST_NAMED,
                (tx, named) -> readable(tx, named.caller(), named.name()),
                Topic.PEOPLE,
                Topic.REPOS);
    }

    /** Says how this server is reached, once it listens: what is a submodule of its own is known by that. */
    public void reachedAt(OwnAddresses own) {
        addresses = own;
    }

    /** Starts branches for those who have nothing to push. */
    public BranchStarter starter() {
        return new BranchStarter(
                store, settings, new Trees(repos), () -> new Submodules(store, new Trees(repos), addresses));
    }

    /** A fetch, ready to be served; empty: the repository is missing or forbidden, which look alike. */
    public Optional<UploadPack> upload(Caller caller, String path) {
        Optional<Repo> found = RepoName.parse(path).flatMap(name -> readable(caller, name));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CookRepository repository = repos.view(found.get().id());
        return Optional.of(Uploads.of(
                repository,
                visible(caller, found.get().id(), repository),
                hidden(caller, found.get().id())));
    }

    /**
     * Whoever may read fetches fossils and saves by name; a session's environment fossils and what it saved itself; a
     * gate's nothing but its commit.
     */
    private Uploads.Hidden hidden(Caller caller, RepoId repo) {
        return new Uploads.Hidden() {
            @Override
            public boolean mayFetchFossils() {
                return !isGate(caller);
            }

            @Override
            public boolean mayFetchAutosave(SessionId session) {
                return switch (caller) {
                    case Caller.AccountCaller _ -> true;
                    case Caller.EnvironmentCaller inside ->
                        store.read(tx -> tx.sessions().byEnvironment(inside.environment()))
                                .filter(own -> own.id().equals(session))
                                .isPresent();
                };
            }

            @Override
            public Set<Oid> named(Collection<Oid> objects) {
                return store.read(tx -> {
                    Set<Oid> named = new HashSet<>(mayFetchFossils() ? tx.refs().fossils(repo, objects) : Set.of());
                    switch (caller) {
                        case Caller.AccountCaller _ -> named.addAll(tx.refs().autosaves(repo, objects));
                        case Caller.EnvironmentCaller inside ->
                            ownAutosave(tx, inside, repo).ifPresent(named::add);
                    }
                    return named;
                });
            }
        };
    }

    private static boolean isGate(Caller caller) {
        return caller instanceof Caller.EnvironmentCaller inside && inside.purpose() == Purpose.GATE;
    }

    private static Optional<Oid> ownAutosave(Tx tx, Caller.EnvironmentCaller inside, RepoId repo) {
        return tx.sessions()
                .byEnvironment(inside.environment())
                .flatMap(session -> tx.refs().get(repo, AutosaveRef.of(session.id())))
                .flatMap(NamedRef::id);
    }

    /**
     * A push, ready to be served. The first push to a name that does not exist makes the repository, if the caller may;
     * if nothing is pushed then, it is taken back.
     *
     * @return empty: the repository is missing or forbidden, which look alike
     */
    public Optional<Push> receive(Caller caller, String path) {
        Optional<RepoName> name = RepoName.parse(path);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        // Another push may make the repository, or take it back, between two looks at it.
        for (int look = 0; look < MOST_LOOKS; look++) {
            long takenBack = firstPushes.takenBack();
            Optional<Repo> found = readable(caller, name.get());
            if (found.isPresent() && firstPushes.join(found.get().id(), takenBack)) {
                return found.map(repo -> push(caller, repo, moved(name.get(), repo), onTheirWay(caller, repo.id())));
            }
            if (found.isEmpty()
                    && store.read(tx -> tx.repos().byName(name.get())).isEmpty()) {
                Optional<Repo> made = firstPushes.begin(() -> create(caller, name.get()));
                if (made.isPresent()) {
                    return made.map(repo -> push(caller, repo, Optional.empty(), Map.of()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> moved(RepoName asked, Repo repo) {
        return repo.name().value().equalsIgnoreCase(asked.value())
                ? Optional.empty()
                : Optional.of("the repository " + asked + " is called " + repo.name()
                        + " now; give your remote its new address with git remote set-url");
    }

    /** The repository of a name; empty: there is none, or the caller may not read it. */
    private Optional<Repo> readable(Caller caller, RepoName name) {
        return switch (caller) {
            case Caller.AccountCaller account -> readable.get(new Named(account, name));
            case Caller.EnvironmentCaller _ -> store.read(tx -> readable(tx, caller, name));
        };
    }

    private static Optional<Repo> readable(Tx tx, Caller caller, RepoName name) {
        return Access.readable(tx, caller, name);
    }

    /** Branches that a person is not shown, with their tips. */
    private Map<String, Oid> onTheirWay(Caller caller, RepoId repo) {
        return caller instanceof Caller.AccountCaller
                ? repos.withRefs(repo, tx -> tx.branches().onTheirWay(repo))
                : Map.of();
    }

    /** Makes a repository with the caller as its admin; empty: the caller may not, or the name is taken. */
    public Optional<Repo> create(Caller caller, RepoName name) {
        if (!(caller instanceof Caller.AccountCaller holder)
                || !(holder.siteAdmin() || holder.mayCreateRepos())
                || !holder.ceiling().includes(Role.WRITE)) {
            return Optional.empty();
        }
        return store.write(tx -> {
            Optional<Repo> made = tx.repos().create(name, holder.name());
            made.ifPresent(repo -> {
                tx.accounts().grant(repo.id(), holder.account(), Role.ADMIN);
                tx.events().append(repo.id(), new RepoFact.Created(holder.name(), name));
            });
            return made;
        });
    }

    /** @param onTheirWay branches that the client is not shown, with their tips */
    private Push push(Caller caller, Repo repo, Optional<String> notice, Map<String, Oid> onTheirWay) {
        try {
            return prepared(caller, repo, notice, onTheirWay);
        } catch (RuntimeException e) {
            firstPushes.end(repo.id());
            throw e;
        }
    }

    private Push prepared(Caller caller, Repo repo, Optional<String> notice, Map<String, Oid> onTheirWay) {
        Quarantine quarantine = repos.quarantine(repo.id());
        Map<String, Ref> shown = new HashMap<>(visible(caller, repo.id(), quarantine.repository()));
        Map<String, Ref> saves = saves(caller, quarantine.repository());
        Push push = new Push(
                store,
                repo,
                new PushMessages.Beside(branch -> pages.get() + PagePath.branch(repo.name(), branch), notice, remarks),
                caller,
                settings,
                new Trees(repos),
                new Submodules(store, new Trees(repos), addresses),
                quarantine,
                repos.locks(),
                onTheirWay,
                new LfsCheck(lfs, repo.id()),
                unproven(saves, shown),
                () -> firstPushes.end(repo.id()));
        ReceivePack receive = push.receivePack();
        receive.setAllowPushOptions(true);
        receive.setAtomic(true);
        receive.setMaxPackSizeLimit(settings.packBytes());
        receive.setMaxObjectSizeLimit(settings.objectBytes());
        receive.setMaxCommandBytes(MOST_COMMAND_BYTES);
        shown.putAll(saves);
        Set<ObjectId> alsoHere = new HashSet<>();
        onTheirWay.forEach((ref, tip) -> {
            shown.remove(ref);
            alsoHere.add(ObjectId.fromString(tip.hex()));
        });
        try {
            receive.setAdvertisedRefs(shown, alsoHere);
        } catch (IOException e) {
            push.close();
            throw new UncheckedIOException(e);
        }
        return push;
    }

    /** Shown to who saves alone: each save then sends only what is new since the last. */
    private Map<String, Ref> saves(Caller caller, CookRepository repository) {
        return switch (caller) {
            case Caller.AccountCaller _ -> Map.of();
            case Caller.EnvironmentCaller inside ->
                store.read(tx -> tx.sessions().byEnvironment(inside.environment()))
                        .map(session -> Uploads.refs(repository, AutosaveRef.of(session.id())))
                        .orElse(Map.of());
        };
    }

    /** What is saved is taken without its large files, so it proves nothing of a branch that holds the same commits. */
    private static Set<ObjectId> unproven(Map<String, Ref> saves, Map<String, Ref> shown) {
        Set<ObjectId> tips = new HashSet<>();
        saves.values().forEach(ref -> tips.add(ref.getObjectId()));
        shown.values().forEach(ref -> tips.remove(ref.getObjectId()));
        return tips;
    }

    /** The refs that a caller is shown: fossils and Cook's own are never among them. */
    private Map<String, Ref> visible(Caller caller, RepoId repo, CookRepository repository) {
        if (caller instanceof Caller.EnvironmentCaller inside && inside.purpose() == Purpose.GATE) {
            if (inside.repo().equals(repo)) {
                return judged(inside.environment(), repository);
            }
            Optional<Oid> partner = store.read(tx -> tx.environmentRepos().of(inside.environment())).stream()
                    .filter(beside -> beside.repo().equals(repo))
                    .flatMap(beside -> beside.partner().stream())
                    .map(BesideRepo.Partner::commit)
                    .findFirst();
            if (partner.isPresent()) {
                Map<String, Ref> seen = new HashMap<>(Uploads.refs(repository, ""));
                seen.putAll(candidate(partner.get()));
                return seen;
            }
        }
        return Uploads.refs(repository, "");
    }

    /** What a gate sees of its own repository: its commit, what that stands on as the target, and tags. */
    private Map<String, Ref> judged(EnvironmentId environment, CookRepository repository) {
        record Judged(Optional<Oid> commit, Optional<Candidate> candidate) {}
        Judged judged = store.read(tx -> new Judged(
                tx.environments().get(environment).flatMap(Environment::commit),
                tx.gateRuns().byEnvironment(environment).flatMap(run -> tx.candidates()
                        .get(run.candidate()))));
        if (judged.commit().isEmpty()) {
            return Map.of();
        }
        Map<String, Ref> seen = new HashMap<>(Uploads.refs(repository, "refs/tags/"));
        seen.putAll(candidate(judged.commit().get()));
        judged.candidate()
                .ifPresent(candidate -> seen.put(
                        candidate.target().ref(), ref(candidate.target().ref(), candidate.base())));
        return seen;
    }

    private static Map<String, Ref> candidate(Oid commit) {
        return Map.of(CandidateRef.NAME, ref(CandidateRef.NAME, commit));
    }

    private static Ref ref(String name, Oid commit) {
        return new ObjectIdRef.PeeledNonTag(Ref.Storage.NETWORK, name, ObjectId.fromString(commit.hex()));
    }
}
