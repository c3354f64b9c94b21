package dev.cook.hooks.lfs;

import dev.cook.domain.Caller;
import dev.cook.domain.Purpose;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.git.LfsObjects;
import dev.cook.hooks.Access;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.PushHooks;
import dev.cook.store.Store;
import java.util.Optional;
import java.util.function.Supplier;

/** Transfers of large files; both transports come in here. */
public final class Lfs {
    private final Store store;
    private final Authenticator callers;
    private final PushHooks hooks;
    private final LfsObjects objects;
    private final LfsTokens tokens;
    private final Supplier<String> url;

    /** @param url where clients find this server over HTTP, without a slash at the end; known once it listens */
    public Lfs(
            Store store,
            Authenticator callers,
            PushHooks hooks,
            LfsObjects objects,
            LfsTokens tokens,
            Supplier<String> url) {
        this.store = store;
        this.callers = callers;
        this.hooks = hooks;
        this.objects = objects;
        this.tokens = tokens;
        this.url = url;
    }

    /** What a caller may do with the large files of a repository. */
    public sealed interface Opened {
        record Granted(LfsRepository repository) implements Opened {}

        /** The repository is missing or forbidden, which look alike. */
        record Missing() implements Opened {}

        /** The caller may read here, but not do this. */
        record Forbidden(String why) implements Opened {}
    }

    /**
     * Opens a repository for one operation. An upload to a name that does not exist makes the repository, if the caller may:
     * git sends the large files first, and the push that they belong to afterwards.
     */
    public Opened open(Caller caller, String path, LfsOperation operation) {
        Optional<RepoName> name = RepoName.parse(path);
        if (name.isEmpty()) {
            return new Opened.Missing();
        }
        Optional<Repo> found = store.read(tx -> tx.repos().byName(name.get()));
        if (found.isEmpty() && operation == LfsOperation.UPLOAD) {
            found = hooks.create(caller, name.get());
        }
        return found.map(repo -> judge(caller, repo, operation)).orElseGet(Opened.Missing::new);
    }

    private Opened judge(Caller caller, Repo repo, LfsOperation operation) {
        Optional<Role> role = store.read(tx -> Access.role(tx, caller, repo.id()));
        if (role.isEmpty()) {
            return new Opened.Missing();
        }
        return problem(caller, role.get(), repo, operation)
                .<Opened>map(Opened.Forbidden::new)
                .orElseGet(() ->
                        new Opened.Granted(new LfsRepository(caller, repo, operation, objects, tokens, url.get())));
    }

    private static Optional<String> problem(Caller caller, Role role, Repo repo, LfsOperation operation) {
        if (operation == LfsOperation.DOWNLOAD) {
            return Optional.empty();
        }
        return switch (caller) {
            case Caller.AccountCaller _ ->
                role.includes(operation.role())
                        ? Optional.empty()
                        : Optional.of("you may read here but not push; ask an admin for the write role");
            case Caller.EnvironmentCaller environment -> {
                if (environment.purpose() == Purpose.GATE) {
                    yield Optional.of("a gate may read Git LFS objects, but upload none");
                }
                yield environment.repo().equals(repo.id())
                        ? Optional.empty()
                        : Optional.of("this environment may only read here: its own repository is another");
            }
        };
    }

    /** Whether a secret is a token of this kind, and none of an account. */
    public boolean isToken(String secret) {
        return LfsTokens.isOne(secret);
    }

    /**
     * Whose token it is, as of now, with what the token is good for as the ceiling.
     *
     * @param path the repository that it is shown for
     * @return empty: nobody's, its time is over, it was made for another repository, or for less than this operation
     */
    public Optional<Caller> byToken(String token, String path, LfsOperation operation) {
        Optional<LfsTokens.Grant> read = tokens.read(token)
                .filter(grant -> grant.operation().role().includes(operation.role()))
                .filter(grant -> RepoName.parse(path)
                        .flatMap(name -> store.read(tx -> tx.repos().byName(name)))
                        .filter(repo -> repo.id().equals(grant.repo()))
                        .isPresent());
        return read.flatMap(grant -> switch (grant.bearer()) {
            case LfsTokens.Bearer.Account account ->
                callers.byAccount(account.id(), grant.operation().role());
            case LfsTokens.Bearer.Environment environment -> callers.byEnvironment(environment.id());
        });
    }
}
