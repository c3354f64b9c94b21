package dev.cook.http.terminal;

import dev.cook.agents.bridge.TerminalMode;
import dev.cook.agents.bridge.Terminals;
import dev.cook.agents.output.TerminalSize;
import dev.cook.agents.session.HandsOn;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.Caller;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobState;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.SameOrigin;
import dev.cook.http.exchange.Site;
import dev.cook.http.exchange.Streams;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * Terminals in the browser: a WebSocket for each viewer of a job that runs. A browser sends cookies with a WebSocket
 * whichever site opens it, and no rule of its own stops that; so its Origin is checked here.
 */
public final class TerminalSockets implements Route {
    /** What is typed or pasted comes in pieces of at most this size. */
    private static final int LONGEST_MESSAGE = 16 * 1024;

    /** The server says something every few seconds, so this ends connections that nobody holds any more. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Terminals terminals;
    private final Store store;
    private final PageRenderer shown;
    private final BrowserAuth visitors;
    private final SameOrigin sameOrigin;
    private final Streams streams;
    private final Predicate<String> listens;
    private final ServerWebSocketContainer container;

    public TerminalSockets(
            Terminals terminals,
            Store store,
            PageRenderer shown,
            BrowserAuth visitors,
            SameOrigin sameOrigin,
            Streams streams,
            Predicate<String> listens,
            Server server) {
        this.terminals = terminals;
        this.store = store;
        this.shown = shown;
        this.visitors = visitors;
        this.sameOrigin = sameOrigin;
        this.streams = streams;
        this.listens = listens;
        this.container = ServerWebSocketContainer.ensure(server);
        container.setMaxBinaryMessageSize(LONGEST_MESSAGE);
        container.setMaxTextMessageSize(LONGEST_MESSAGE);
        container.setMaxFrameSize(LONGEST_MESSAGE);
        container.setAutoFragment(false);
        container.setIdleTimeout(IDLE);
    }

    /** A job, and what the caller may do with it. */
    private record Found(Job job, RepoId repo, String what, Role role, Optional<String> agent) {}

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().startsWith(Site.TERMINALS)) {
            return false;
        }
        if (!trusted(exchange)) {
            shown.problem(exchange, Problem.foreign());
            return true;
        }
        Supplier<Optional<Caller>> again = visitors.again(exchange);
        Optional<Caller> caller = visitors.who(exchange);
        if (caller.isEmpty()) {
            shown.problem(
                    exchange,
                    new Problem(
                            401,
                            "Not signed in",
                            "This terminal needs a signed-in user.",
                            "Reload the page and sign in."));
            return true;
        }
        Optional<Found> found = store.read(tx -> find(tx, exchange, caller.orElseThrow()));
        if (found.isEmpty()) {
            shown.problem(exchange, Problem.missing("running job with that number"));
            return true;
        }
        boolean mayWrite = mayWrite(found.orElseThrow());
        boolean write = exchange.query("write").isPresent();
        if (write && !mayWrite) {
            shown.problem(
                    exchange,
                    new Problem(
                            403,
                            "Read-only",
                            "Typing needs the write role, and an agent that reads its terminal; gates accept no typing.",
                            "Ask an admin of the repository for the role, or send the agent a message with `session say`."));
            return true;
        }
        if (exchange.header(HttpHeader.UPGRADE).isEmpty()) {
            // Scripts ask this way why a WebSocket was refused: this one would not be.
            shown.problem(
                    exchange,
                    new Problem(
                            426,
                            "Not a page",
                            "This address serves a terminal over WebSocket only.",
                            "Open the terminal on the page of the branch."));
            return true;
        }
        if (write) {
            store.change(tx -> tx.overview()
                    .branchOf(found.orElseThrow().job().id())
                    .ifPresent(branch ->
                            HandsOn.take(tx, branch, caller.orElseThrow().name())));
        }
        join(exchange, caller.orElseThrow(), place(found.orElseThrow(), write, again));
        return true;
    }

    private boolean trusted(Exchange exchange) {
        // A program may leave its origin out, a browser cannot; and a token, unlike a cookie, is sent by nobody
        // unasked.
        boolean program = exchange.header(HttpHeader.ORIGIN).isEmpty()
                && exchange.header(HttpHeader.AUTHORIZATION).isPresent();
        return program || sameOrigin.holds(exchange);
    }

    private static Optional<Found> find(Tx tx, Exchange exchange, Caller caller) {
        String id = exchange.path().substring(Site.TERMINALS.length());
        if (!id.matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        JobId jobId = new JobId(Long.parseLong(id));
        Optional<Job> job = tx.jobs().get(jobId).filter(found -> found.state() == JobState.RUNNING);
        Optional<Branch> branch =
                job.flatMap(_ -> tx.overview().branchOf(jobId)).flatMap(tx.branches()::get);
        return branch.flatMap(found -> Access.role(tx, caller, found.repo())
                .map(role -> new Found(
                        job.orElseThrow(),
                        found.repo(),
                        what(tx, job.orElseThrow()),
                        role,
                        agent(tx, job.orElseThrow()))));
    }

    private static String what(Tx tx, Job job) {
        return job.gateRun()
                .flatMap(tx.gateRuns()::get)
                .map(run -> "gate " + run.name())
                .or(() -> job.session().map(session -> "session " + session + ", turn " + job.turn()))
                .orElse("job " + job.id());
    }

    private static Optional<String> agent(Tx tx, Job job) {
        return job.session().flatMap(tx.sessions()::get).map(Session::agent);
    }

    private boolean mayWrite(Found found) {
        return found.agent().filter(listens).isPresent() && BranchAction.STEER.allows(found.role());
    }

    private TerminalPlace place(Found found, boolean write, Supplier<Optional<Caller>> again) {
        Role needed = write ? BranchAction.STEER.needs() : Role.READ;
        return new TerminalPlace(
                found.job(), found.what(), write ? TerminalMode.WRITE : TerminalMode.READ, mayWrite(found), () -> {
                    Optional<Caller> still = again.get();
                    return still.isPresent()
                            && store.read(tx -> Access.may(tx, still.orElseThrow(), found.repo(), needed));
                });
    }

    private void join(Exchange exchange, Caller caller, TerminalPlace place) throws IOException {
        Optional<Streams.Permit> entered = streams.enter(caller.name());
        if (entered.isEmpty()) {
            exchange.set("Retry-After", "30");
            shown.problem(
                    exchange,
                    new Problem(
                            429,
                            "Too many live pages",
                            "You, or everybody together, have too many live pages and terminals open on this server.",
                            "Close some of yours. This terminal retries automatically."));
            return;
        }
        Streams.Permit open = entered.orElseThrow();
        TerminalSize size = TerminalSize.claimed(number(exchange, "columns"), number(exchange, "rows"));
        boolean upgraded = false;
        try {
            upgraded = exchange.upgrade(container, new TerminalSocket(terminals, place, size, open::close));
        } finally {
            if (!upgraded) {
                open.close();
            }
        }
    }

    private static int number(Exchange exchange, String name) {
        return exchange.query(name)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .orElse(0);
    }
}
