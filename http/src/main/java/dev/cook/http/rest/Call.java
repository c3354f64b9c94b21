package dev.cook.http.rest;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Problem;
import dev.cook.store.Tx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request to an operation, by an account.
 *
 * @param path the values of the address's variables
 * @param query reads a parameter
 * @param ifMatch the version of the resource that the client knows
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record Call(
        Caller.AccountCaller caller,
        Map<String, String> path,
        Function<String, Optional<String>> query,
        Optional<String> ifMatch,
        byte[] body) {
    private static final int PAGE = 50;

    static final int LARGEST_PAGE = 100;

    String text(String variable) {
        return Optional.ofNullable(path.get(variable)).orElseThrow();
    }

    long number(String variable) {
        return Long.parseLong(text(variable));
    }

    /** The repository of the address, where it exists for the caller. */
    Repo repo(Tx tx) {
        return RepoName.parse(text("repo"))
                .flatMap(name -> Access.readable(tx, caller, name))
                .orElseThrow(() -> new Refused(Problem.missing("repository", text("repo"))));
    }

    /** The present life of the address's branch, or the last one. */
    Branch branch(Tx tx, Repo repo) {
        return branch(tx, repo, text("branch"));
    }

    Branch branch(Tx tx, Repo repo, String name) {
        return Optional.of(name)
                .filter(text -> BranchName.problemOf(text).isEmpty())
                .flatMap(text -> tx.branches().latest(repo.id(), new BranchName(text)))
                .orElseThrow(() -> new Refused(Problem.missing("branch", name)));
    }

    /** Refuses a caller who reads the repository but may not do that. */
    void require(Tx tx, Repo repo, BranchAction action) {
        require(tx, repo, action.needs());
    }

    void require(Tx tx, Repo repo, Role role) {
        if (!Access.may(tx, caller, repo.id(), role)) {
            throw new Refused(
                    403,
                    "Not allowed",
                    "This needs the " + role.word() + " role in " + repo.name() + ".",
                    "Ask an admin of the repository for the role, or use a token with more rights.");
        }
    }

    int limit() {
        return query.apply("limit")
                .map(text -> {
                    if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > LARGEST_PAGE) {
                        throw Refused.badRequest(
                                "The parameter limit is not a number from 1 to " + LARGEST_PAGE + ".",
                                "Leave it out for " + PAGE + ".");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(PAGE);
    }

    /** Where a list goes on; 0: at its start. */
    long from() {
        return query.apply("cursor").map(Call::place).orElse(0L);
    }

    private static long place(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.matches("v1:[0-9]{1,18}")) {
                return Long.parseLong(text.substring(3));
            }
        } catch (IllegalArgumentException _) {
            // Told below, as any cursor that is none.
        }
        throw Refused.badRequest("The cursor is not one of this API.", "Send the next of the page before, or none.");
    }

    static String cursor(long place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("v1:" + place).getBytes(StandardCharsets.US_ASCII));
    }
}
