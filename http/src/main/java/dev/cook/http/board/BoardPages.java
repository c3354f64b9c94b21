package dev.cook.http.board;

import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.FossilReason;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Voter;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Site;
import dev.cook.http.page.PageRenderer;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What goes on: the board over all repositories, and the page of each. */
public final class BoardPages {
    private final Store store;
    private final PageRenderer shown;
    private final GateAnswering gates;

    public BoardPages(Store store, PageRenderer shown, GateAnswering gates) {
        this.store = store;
        this.shown = shown;
        this.gates = gates;
    }

    /** The board over everything that the caller may see. */
    public void home(Exchange exchange, Caller caller) throws IOException {
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
        shown.show(exchange, caller, "home", Map.of("board", board));
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

    /** The page of the repository that the path names. */
    public void repo(Exchange exchange, Caller caller) throws IOException {
        Optional<RepoName> name = RepoName.parse(exchange.path());
        Optional<RepoBoard> board = store.read(tx -> name.flatMap(found -> Access.readable(tx, caller, found))
                .map(repo -> new RepoBoard(
                        repo,
                        tx.overview().alive(List.of(repo.id()), RepoBoard.ALIVE),
                        tx.overview().ended(repo.id(), RepoBoard.ENDED),
                        tx.fossils().list(repo.id(), Long.MAX_VALUE, RepoBoard.FOSSILS).stream()
                                .filter(fossil -> fossil.reason() == FossilReason.FORCED
                                        || fossil.reason() == FossilReason.DELETED)
                                .toList())));
        if (board.isEmpty()) {
            shown.problem(exchange, Problem.missing("repository", exchange.path()));
            return;
        }
        RepoName now = board.orElseThrow().repo().name();
        if (!name.orElseThrow().value().equalsIgnoreCase(now.value())) {
            exchange.redirect(Site.repo(now));
            return;
        }
        shown.show(exchange, caller, "repo", Map.of("board", board.orElseThrow()));
    }
}
