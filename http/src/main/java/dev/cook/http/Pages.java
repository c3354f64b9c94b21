package dev.cook.http;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.FossilReason;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.Voter;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The pages that people look at. It answers every path that nobody else did, so it is asked last. */
final class Pages implements Route {
    private static final String BRANCHES = "/branches/";
    private static final String EVENTS = "/events";

    private final Store store;
    private final PageRenderer shown;
    private final BrowserAuth visitors;
    private final SignIn signIn;
    private final StoryReader stories;
    private final LiveStory live;
    private final OutputPages outputs;
    private final ChangePages changes;
    private final GateAnswering gates;

    Pages(
            Store store,
            PageRenderer shown,
            BrowserAuth visitors,
            SignIn signIn,
            StoryReader stories,
            LiveStory live,
            OutputPages outputs,
            ChangePages changes,
            GateAnswering gates) {
        this.store = store;
        this.shown = shown;
        this.visitors = visitors;
        this.signIn = signIn;
        this.stories = stories;
        this.live = live;
        this.outputs = outputs;
        this.changes = changes;
        this.gates = gates;
    }

    /** A branch that the caller may see. */
    record VisibleBranch(Repo repo, Branch branch) {}

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.isRead()) {
            exchange.set("Allow", "GET, HEAD");
            shown.problem(
                    exchange,
                    new Problem(
                            405,
                            "Method not allowed",
                            "This page does not accept " + exchange.method() + ".",
                            "Open it with GET."));
            return true;
        }
        Optional<Caller> caller = visitors.who(exchange);
        if (caller.isEmpty()) {
            signIn.ask(exchange);
            return true;
        }
        String path = exchange.path();
        if (path.equals("/")) {
            board(exchange, caller.orElseThrow());
        } else if (path.startsWith("/sessions/")) {
            session(exchange, caller.orElseThrow(), path.substring("/sessions/".length()));
        } else if (path.startsWith(OutputPages.PREFIX)) {
            outputs.answer(exchange, caller.orElseThrow());
        } else if (path.contains(BRANCHES)) {
            branch(exchange, caller.orElseThrow());
        } else {
            repo(exchange, caller.orElseThrow());
        }
        return true;
    }

    private void board(Exchange exchange, Caller caller) throws IOException {
        List<Overview.Asking> approvals = approvals(caller);
        Board board = store.read(tx -> {
            List<Repo> repos = Access.readable(tx, caller);
            List<RepoId> ids = repos.stream().map(Repo::id).toList();
            Map<RepoId, Role> roles = Access.roles(tx, caller);
            return new Board(
                    approvals,
                    others(
                            tx.overview()
                                    .waiting(
                                            allowing(roles, BranchAction.STEER),
                                            allowing(roles, BranchAction.LAND),
                                            Board.MOST),
                            approvals),
                    tx.overview().working(ids, Board.MOST),
                    tx.overview().judging(ids, Board.MOST),
                    tx.overview().landed(ids, Board.LANDED),
                    repos);
        });
        page(exchange, caller, "home", Map.of("board", board));
    }

    /** Branches that wait for somebody, without those that are listed for the approval that they wait for. */
    private static List<Overview.Judged> others(List<Overview.Judged> waiting, List<Overview.Asking> approvals) {
        Set<BranchId> listed = approvals.stream().map(Overview.Asking::life).collect(Collectors.toSet());
        return waiting.stream()
                .filter(line -> !listed.contains(line.branch().id()))
                .toList();
    }

    private static List<RepoId> allowing(Map<RepoId, Role> roles, BranchAction action) {
        return roles.entrySet().stream()
                .filter(entry -> action.allows(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Approvals that ask this account. */
    private List<Overview.Asking> approvals(Caller caller) {
        if (!(caller instanceof Caller.AccountCaller account)) {
            return List.of();
        }
        record Asked(Overview.Asking approval, Voter voter) {}
        List<Asked> waiting = store.read(tx -> {
            List<RepoId> ids =
                    Access.readable(tx, caller).stream().map(Repo::id).toList();
            return tx.overview().approvals(ids, Board.APPROVALS).stream()
                    .flatMap(approval ->
                            Access.voter(tx, account, approval.run()).map(voter -> new Asked(approval, voter)).stream())
                    .toList();
        });
        return waiting.stream()
                .filter(asked -> gates.asks(asked.approval().run(), asked.voter()))
                .limit(Board.MOST)
                .map(Asked::approval)
                .toList();
    }

    private void repo(Exchange exchange, Caller caller) throws IOException {
        Optional<RepoName> name = RepoName.parse(exchange.path());
        Optional<RepoBoard> board = store.read(tx -> name.flatMap(found -> readable(tx, caller, found))
                .map(repo -> new RepoBoard(
                        repo,
                        tx.overview().alive(List.of(repo.id()), RepoBoard.ALIVE),
                        tx.overview().ended(repo.id(), RepoBoard.ENDED),
                        tx.fossils().list(repo.id(), Long.MAX_VALUE, RepoBoard.FOSSILS).stream()
                                .filter(fossil -> fossil.reason() == FossilReason.FORCED
                                        || fossil.reason() == FossilReason.DELETED)
                                .toList())));
        if (board.isEmpty()) {
            shown.problem(exchange, Problem.missing("repository '" + shortened(exchange.path()) + "'"));
            return;
        }
        RepoName now = board.orElseThrow().repo().name();
        if (!name.orElseThrow().value().equalsIgnoreCase(now.value())) {
            exchange.redirect(Site.repo(now));
            return;
        }
        page(exchange, caller, "repo", Map.of("board", board.orElseThrow()));
    }

    private void branch(Exchange exchange, Caller caller) throws IOException {
        String path = exchange.path();
        // A page's own requests for a part of itself accept events as well.
        boolean wantsEvents = !ChangePages.isAsked(exchange)
                && exchange.header("Accept").orElse("").contains("text/event-stream");
        List<VisibleBranch> places = wantsEvents ? List.of() : places(exchange, caller, path);
        if (places.size() > 1) {
            shown.problem(exchange, several(places));
            return;
        }
        if (!places.isEmpty()) {
            VisibleBranch place = places.getFirst();
            if (isFormer(path, place.repo().name())) {
                exchange.redirect(
                        Site.branch(place.repo().name(), place.branch().name())
                                + exchange.query("life")
                                        .map(life -> "?life=" + place.branch().id())
                                        .orElse(""));
                return;
            }
            if (ChangePages.isAsked(exchange)) {
                changes.answer(exchange, caller, place);
                return;
            }
            BranchPage story = stories.read(place.repo(), place.branch().id(), caller);
            page(exchange, caller, "branch", Map.of("story", story));
            return;
        }
        List<VisibleBranch> followed = path.endsWith(EVENTS)
                ? places(exchange, caller, path.substring(0, path.length() - EVENTS.length()))
                : List.of();
        if (followed.size() == 1) {
            live.follow(exchange, caller, followed.getFirst());
        } else if (RepoName.parse(path)
                .flatMap(name -> store.read(tx -> readable(tx, caller, name)))
                .isPresent()) {
            repo(exchange, caller);
        } else {
            shown.problem(exchange, Problem.missing("branch at '" + shortened(path) + "'"));
        }
    }

    /** Whether the address of a branch has a name that its repository had before it was renamed. */
    private static boolean isFormer(String path, RepoName now) {
        String address = path.toLowerCase(Locale.ROOT);
        String name = "/" + now.value().toLowerCase(Locale.ROOT);
        return !address.startsWith(name + BRANCHES) && !address.startsWith(name + ".git" + BRANCHES);
    }

    /** A repository's name never ends in .git, so with that an address is read in one way alone. */
    private static Problem several(List<VisibleBranch> places) {
        return new Problem(
                300,
                "Ambiguous address",
                places.stream()
                                .map(place -> "Branch " + place.branch().name() + " of "
                                        + place.repo().name())
                                .collect(Collectors.joining(" and "))
                        + " both have this address.",
                "Open "
                        + places.stream()
                                .map(place -> "/"
                                        + Site.encoded(place.repo().name().value()) + ".git" + BRANCHES
                                        + Site.encoded(place.branch().name().value()))
                                .collect(Collectors.joining(" or "))
                        + ".");
    }

    /** Names of repositories and of branches have several parts each, so every way to read the path is tried. */
    private List<VisibleBranch> places(Exchange exchange, Caller caller, String path) {
        Optional<Long> life = exchange.query("life")
                .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                .map(Long::valueOf);
        return store.read(tx -> {
            List<VisibleBranch> places = new ArrayList<>();
            for (int at = path.indexOf(BRANCHES); at >= 0; at = path.indexOf(BRANCHES, at + 1)) {
                String branch = path.substring(at + BRANCHES.length());
                boolean exact = path.substring(0, at).endsWith(".git");
                Optional<VisibleBranch> place = RepoName.parse(path.substring(0, at))
                        .filter(_ -> BranchName.problemOf(branch).isEmpty())
                        .flatMap(name -> readable(tx, caller, name))
                        .flatMap(repo -> life(tx, repo, new BranchName(branch), life));
                if (exact && place.isPresent()) {
                    return List.of(place.get());
                }
                place.ifPresent(places::add);
            }
            return places;
        });
    }

    private static Optional<VisibleBranch> life(Tx tx, Repo repo, BranchName name, Optional<Long> life) {
        Optional<Branch> branch = life.isPresent()
                ? tx.branches()
                        .get(new BranchId(life.orElseThrow()))
                        .filter(found ->
                                found.repo().equals(repo.id()) && found.name().equals(name))
                : tx.branches().latest(repo.id(), name);
        return branch.map(found -> new VisibleBranch(repo, found));
    }

    /** The address that a push prints: where a session is on the page of its branch. */
    private void session(Exchange exchange, Caller caller, String id) throws IOException {
        Optional<String> to = !id.matches("[1-9][0-9]{0,17}")
                ? Optional.empty()
                : store.read(tx -> tx.sessions()
                        .get(new SessionId(Long.parseLong(id)))
                        .flatMap(session -> address(tx, caller, session)));
        if (to.isPresent()) {
            exchange.redirect(to.orElseThrow());
        } else {
            shown.problem(exchange, Problem.missing("session '" + shortened(id) + "'"));
        }
    }

    private static Optional<String> address(Tx tx, Caller caller, Session session) {
        return tx.branches()
                .get(session.branch())
                .filter(branch -> Access.role(tx, caller, branch.repo()).isPresent())
                .flatMap(branch -> tx.repos()
                        .get(branch.repo())
                        .map(repo -> Site.branch(repo.name(), branch.name()) + "?life=" + branch.id() + "#session-"
                                + session.id()));
    }

    private static Optional<Repo> readable(Tx tx, Caller caller, RepoName name) {
        return tx.repos().byName(name).filter(repo -> Access.role(tx, caller, repo.id())
                .isPresent());
    }

    private void page(Exchange exchange, Caller caller, String template, Map<String, Object> data) throws IOException {
        exchange.answer(200, Exchange.HTML, shown.page(template, Optional.of(caller), data));
    }

    private static String shortened(String text) {
        String name = text.startsWith("/") ? text.substring(1) : text;
        return dev.cook.domain.Text.shortened(dev.cook.domain.Text.printable(name), 120);
    }
}
