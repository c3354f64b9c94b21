package dev.cook.http.board;

import dev.cook.agents.output.LiveOutput;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Caller;
import dev.cook.domain.JobId;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Spent;
import dev.cook.domain.Voter;
import dev.cook.gates.GateAnswering;
import dev.cook.hooks.Access;
import dev.cook.http.board.BoardFilter.Show;
import dev.cook.store.BranchLists.Scope;
import dev.cook.store.BranchLists.Waiting;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import dev.cook.store.UsageReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the board for somebody. First which branches are on it, then what there is to say of those that are shown: what it
 * asks of the database does not grow with the branches that there are.
 */
final class BoardReader {
    private final Store store;
    private final GateAnswering gates;
    private final LiveOutput live;

    BoardReader(Store store, GateAnswering gates, LiveOutput live) {
        this.store = store;
        this.gates = gates;
        this.live = live;
    }

    /** What whoever looks may do where. */
    private record Sight(String name, List<Repo> repos, Map<RepoId, Role> roles, Optional<String> startedBy) {
        Scope all() {
            return new Scope(repos.stream().map(Repo::id).toList(), startedBy);
        }

        List<RepoId> allowing(BranchAction action) {
            return repos.stream()
                    .map(Repo::id)
                    .filter(id -> action.allows(roles.getOrDefault(id, Role.READ)))
                    .toList();
        }
    }

    Board read(Caller caller, BoardFilter filter) {
        List<Repo> repos = store.read(tx -> Access.readable(tx, caller));
        Sight sight = store.read(tx -> new Sight(
                caller.name(),
                repos.stream()
                        .filter(repo -> filter.repo().isEmpty()
                                || repo.name()
                                        .value()
                                        .equalsIgnoreCase(filter.repo().get().value()))
                        .toList(),
                Access.roles(tx, caller),
                filter.mine() ? Optional.of(caller.name()) : Optional.empty()));
        List<Overview.Asking> approvals = approvals(caller, sight);
        return store.read(tx -> board(tx, sight, filter, approvals, repos));
    }

    /** Approvals that ask this account. */
    private List<Overview.Asking> approvals(Caller caller, Sight sight) {
        if (!(caller instanceof Caller.AccountCaller account)) {
            return List.of();
        }
        List<RepoId> answering = sight.allowing(BranchAction.ANSWER);
        Map<RepoName, Role> roles = sight.repos().stream()
                .collect(Collectors.toMap(
                        Repo::name, repo -> sight.roles().getOrDefault(repo.id(), Role.READ), (one, _) -> one));
        return store
                .read(tx -> tx.overview().approvals(new Scope(answering, sight.startedBy()), Board.APPROVALS))
                .stream()
                .filter(asked -> gates.asks(
                        asked.run(),
                        new Voter(account.account(), account.name(), roles.getOrDefault(asked.repo(), Role.READ))))
                .toList();
    }

    private Board board(Tx tx, Sight sight, BoardFilter filter, List<Overview.Asking> approvals, List<Repo> repos) {
        Set<BranchId> asked = approvals.stream().map(Overview.Asking::life).collect(Collectors.toSet());
        List<Waiting> waiting = tx
                .branchLists()
                .waiting(
                        new Scope(sight.allowing(BranchAction.STEER), sight.startedBy()),
                        sight.allowing(BranchAction.LAND),
                        sight.name())
                .stream()
                .filter(one -> !asked.contains(one.branch()))
                .toList();
        List<Waiting> own =
                waiting.stream().filter(one -> one.own() || one.ready()).toList();
        List<Waiting> others =
                waiting.stream().filter(one -> !one.own() && !one.ready()).toList();
        Window window = new Window(filter);
        List<Board.Attention> attention = filter.has(Show.NEEDS) ? attention(tx, window, approvals, own) : List.of();
        List<Board.Attention> elsewhere = filter.has(Show.NEEDS) && filter.page() == 1
                ? waiting(tx, others.stream().limit(Board.FIRST).toList())
                : List.of();
        List<Board.Running> running = filter.has(Show.RUNNING) ? window.of(running(tx, sight)) : List.of();
        List<BranchId> queued = filter.has(Show.QUEUED) ? tx.branchLists().queued(sight.all()) : List.of();
        List<Overview.Judged> queuedLines = tx.overview().lines(window.of(queued));
        List<Overview.Judged> landed = filter.has(Show.LANDED)
                ? tx.overview().lines(window.of(tx.branchLists().landed(sight.all(), window.skip, window.limit + 1), 0))
                : List.of();
        List<Overview.Judged> found = filter.isSearch()
                ? tx.overview()
                        .lines(window.of(
                                tx.branchLists()
                                        .found(
                                                sight.all(),
                                                filter.words(),
                                                states(filter),
                                                window.skip,
                                                window.limit + 1),
                                0))
                : List.of();
        return new Board(
                filter,
                approvals.size() + own.size(),
                attention,
                elsewhere,
                running,
                queued.size(),
                queuedLines,
                landed,
                found,
                window.more,
                today(tx, sight),
                repos);
    }

    private static List<BranchState> states(BoardFilter filter) {
        return switch (filter.show()) {
            case ALL, NEEDS -> List.of();
            case RUNNING -> List.of(BranchState.ACTIVE);
            case QUEUED -> List.of(BranchState.QUEUED);
            case LANDED -> List.of(BranchState.LANDED);
        };
    }

    /** The lines of a list that are shown; notes whether there are more. */
    private static final class Window {
        private final int skip;
        private final int limit;
        private boolean more;

        Window(BoardFilter filter) {
            boolean one = filter.isSearch() || filter.show() != Show.ALL;
            this.limit = one ? BoardFilter.LINES : Board.FIRST;
            this.skip = one ? filter.skip() : 0;
        }

        <T> List<T> of(List<T> all) {
            return of(all, skip);
        }

        /** @param from where this page begins in what was read */
        <T> List<T> of(List<T> all, int from) {
            more |= all.size() > from + limit;
            return all.stream().skip(from).limit(limit).toList();
        }
    }

    private static List<Board.Attention> attention(
            Tx tx, Window window, List<Overview.Asking> approvals, List<Waiting> own) {
        record Item(BranchId branch, Function<Overview.Judged, Board.Attention> told) {}
        List<Item> items = Stream.concat(
                        approvals.stream()
                                .map(asked -> new Item(asked.life(), line -> Board.Attention.approval(line, asked))),
                        own.stream().map(how -> new Item(how.branch(), line -> Board.Attention.waiting(line, how))))
                .toList();
        List<Item> shown = window.of(items);
        Map<BranchId, Overview.Judged> lines =
                lines(tx, shown.stream().map(Item::branch).toList());
        return shown.stream()
                .flatMap(item -> Optional.ofNullable(lines.get(item.branch())).map(item.told()).stream())
                .toList();
    }

    private static List<Board.Attention> waiting(Tx tx, List<Waiting> all) {
        Map<BranchId, Overview.Judged> lines =
                lines(tx, all.stream().map(Waiting::branch).toList());
        return all.stream()
                .flatMap(how ->
                        Optional.ofNullable(lines.get(how.branch()))
                                .map(line -> Board.Attention.waiting(line, how))
                                .stream())
                .toList();
    }

    private static Map<BranchId, Overview.Judged> lines(Tx tx, List<BranchId> ids) {
        return tx.overview().lines(ids.stream().distinct().toList()).stream()
                .collect(Collectors.toMap(line -> line.branch().id(), line -> line));
    }

    private List<Board.Running> running(Tx tx, Sight sight) {
        Instant now = tx.now();
        List<Board.Running> running = new ArrayList<>();
        tx.overview()
                .working(sight.all(), Board.MOST_RUNNING)
                .forEach(work -> running.add(Board.Running.of(work, silence(work.job(), work.since(), now))));
        tx.overview()
                .judging(sight.all(), Board.MOST_RUNNING)
                .forEach(gate -> running.add(Board.Running.of(
                        gate,
                        gate.job().map(job -> silence(job, gate.since(), now)).orElse(Duration.ZERO))));
        return running;
    }

    private Duration silence(JobId job, Instant since, Instant now) {
        return live.silence(job, Duration.between(since, now));
    }

    private static Spent today(Tx tx, Sight sight) {
        Instant midnight = tx.now()
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return tx.usageReport().lines(UsageReport.By.REPO, sight.all().repos(), midnight).stream()
                .map(UsageReport.Line::spent)
                .reduce(Spent.NOTHING, Spent::and);
    }
}
