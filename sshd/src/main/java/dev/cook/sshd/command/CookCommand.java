package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What every command of a person has: who asks, where the answer goes, the two common options. */
abstract class CookCommand implements Callable<Integer> {
    /** Longest label of a key or token, as the database has it. */
    static final int LONGEST_LABEL = 200;

    /** Rows of one listing. */
    private static final int MOST_ROWS = 1_000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    protected final Desk desk;

    /** What a command works with: the rows, who asks, and their streams. */
    record Desk(Store store, Caller.AccountCaller caller, CommandIo io) {}

    protected CookCommand(Desk desk) {
        this.desk = desk;
    }

    /** Does it; a {@link Refusal} ends it otherwise. */
    protected abstract ExitCode run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run().code();
    }

    protected final Store store() {
        return desk.store();
    }

    protected final Caller.AccountCaller caller() {
        return desk.caller();
    }

    protected final CommandIo io() {
        return desk.io();
    }

    protected final boolean json() {
        return json;
    }

    /** A line of the result, for people; nothing with --json. */
    protected final void say(String line) {
        if (!json) {
            io().print().print(Text.printable(line) + "\n");
        }
    }

    /** The result for programs; nothing without --json. */
    protected final void sayJson(Object value) {
        if (json) {
            io().print().print(Json.pretty(value) + "\n");
        }
    }

    /** A listing: a table for people, an array for programs. */
    protected final ExitCode list(List<?> records, Table table, String whenEmpty) {
        sayJson(records);
        if (!json) {
            if (table.isEmpty()) {
                // On the side, so that counting lines counts what is listed.
                io().complain().print(whenEmpty + "\n");
            } else {
                table.print(io().print(), colours());
            }
        }
        return ExitCode.OK;
    }

    /** How the reader sees times. */
    protected final Times times() {
        return Times.of(io());
    }

    /** A time as the reader sees it. */
    protected final String time(Instant at) {
        return times().shown(at);
    }

    protected final boolean colours() {
        return PicocliRunner.colours(io());
    }

    /** A repository that the caller may see and has at least this role in. */
    protected final Repo repo(Tx tx, String name, Role needed) {
        Repo repo = RepoName.parse(name).flatMap(tx.repos()::byName).orElseThrow(() -> Refusal.noRepo(name));
        return allowed(tx, repo, needed, () -> Refusal.noRepo(name));
    }

    /** Of words that may begin with a repository: that one, or else the only one that the caller may see. */
    protected final Repo repo(Tx tx, List<String> before, Role needed) {
        if (!before.isEmpty()) {
            return repo(tx, before.getFirst(), needed);
        }
        // A hint of the client's: the repository whose clone the person is in. Their rights are asked for all the same.
        Optional<Repo> here = io().variable("COOK_REPO")
                .flatMap(RepoName::parse)
                .flatMap(tx.repos()::byName)
                .filter(repo -> Access.may(tx, caller(), repo.id(), Role.READ));
        if (here.isPresent()) {
            return repo(tx, here.get().name().value(), needed);
        }
        List<Repo> readable = Access.readable(tx, caller());
        if (readable.size() != 1) {
            throw Refusal.usage(
                    readable.isEmpty()
                            ? "you can see no repository yet"
                            : "name a repository; you can see " + readable.size() + " of them",
                    readable.isEmpty()
                            ? "push to a new name, or run: repo create NAME"
                            : "put the repository first; list them: repo list");
        }
        return repo(tx, readable.getFirst().name().value(), needed);
    }

    /** For what belongs to a repository: the caller may see it and has at least this role in it. */
    protected final Repo allowed(Tx tx, Repo repo, Role needed, Supplier<Refusal> hidden) {
        Role role = Access.role(tx, caller(), repo.id()).orElseThrow(hidden);
        if (!role.includes(needed)) {
            throw new Refusal(
                    ExitCode.REFUSED,
                    "this command needs the " + needed.word() + " role in " + repo.name() + "; you have " + role.word(),
                    "ask an admin of the repository to run: repo role " + repo.name() + " " + caller().name() + " "
                            + needed.word());
        }
        return repo;
    }

    /** How many rows a listing shows. */
    protected static int rows(LimitOption limit) {
        return limit.between(1, MOST_ROWS, "for example: --limit " + MOST_ROWS);
    }

    protected static Account account(Tx tx, String name) {
        return accountName(name).flatMap(tx.accounts()::byName).orElseThrow(() -> Refusal.noAccount(name));
    }

    private static Optional<AccountName> accountName(String name) {
        try {
            return Optional.of(new AccountName(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    protected final void requireSiteAdmin() {
        requireFullRights();
        if (!caller().siteAdmin()) {
            throw new Refusal(ExitCode.REFUSED, "only site admins can use this command", "ask a site admin");
        }
    }

    /** For what changes the account itself: a token with less than everything must not make itself a key. */
    protected final void requireFullRights() {
        if (caller().ceiling() != Role.ADMIN) {
            throw new Refusal(
                    ExitCode.REFUSED,
                    "this token cannot change accounts, keys or tokens",
                    "use an SSH key, or a token with the scope admin");
        }
    }

    /** A label as it is stored: one line of plain text. */
    protected static String label(String text) {
        String label = text.strip();
        if (label.length() > LONGEST_LABEL || !label.equals(Text.printable(label))) {
            throw Refusal.usage(
                    "the label is longer than " + LONGEST_LABEL + " characters or contains control characters",
                    "choose a shorter label of plain text");
        }
        return label;
    }
}
