package dev.cook.http.rest;

import static dev.cook.http.rest.Operation.get;
import static dev.cook.http.rest.Operation.post;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Fossil;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.PagePath;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import dev.cook.domain.Spent;
import dev.cook.domain.event.Event;
import dev.cook.domain.view.BranchView;
import dev.cook.domain.view.CandidateView;
import dev.cook.domain.view.CheckView;
import dev.cook.domain.view.FailureView;
import dev.cook.domain.view.SessionView;
import dev.cook.hooks.BranchStarter;
import dev.cook.http.exchange.Problem;
import dev.cook.merge.LandingChecks;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Lists, shows and starts branches. */
public final class BranchOperations {
    static final String BRANCHES = "/api/v1/repos/{repo}/-/branches";

    static final String BRANCH = BRANCHES + "/{branch}";

    private final Store store;
    private final BranchStarter starter;

    public BranchOperations(Store store, BranchStarter starter) {
        this.store = store;
        this.starter = starter;
    }

    public List<Operation> all() {
        List<Operation.Parameter> filters = new ArrayList<>(List.of(
                new Operation.Parameter("state", "States with commas between: active, done, queued, landed, abandoned"),
                new Operation.Parameter("who", "The account that started the branch"),
                new Operation.Parameter("q", "Words of the name or the prompt")));
        filters.addAll(Operation.PAGED);
        return List.of(
                get(BRANCHES, "listBranches", "List branches, newest first", filters, Views.Branches.class, this::list),
                get(
                        BRANCH,
                        "showBranch",
                        "Show a branch: its state, what it needs before it lands, its gates, sessions and cost",
                        List.of(),
                        Views.BranchDetail.class,
                        this::show),
                get(
                        BRANCH + "/-/timeline",
                        "showTimeline",
                        "List the events of a branch, oldest first",
                        Operation.PAGED,
                        Views.Timeline.class,
                        this::timeline),
                post(
                        BRANCHES,
                        "startBranch",
                        "Start a branch with an agent",
                        Bodies.Start.class,
                        Views.Started.class,
                        this::start));
    }

    private Record list(Call call) {
        List<BranchState> states = call.query().apply("state").stream()
                .flatMap(words -> Arrays.stream(words.split(",")))
                .map(BranchOperations::state)
                .toList();
        int limit = call.limit();
        List<Branch> found = store.read(tx -> tx.branches()
                .page(
                        call.repo(tx).id(),
                        states,
                        call.query().apply("who"),
                        call.query().apply("q").orElse(""),
                        call.from(),
                        limit + 1));
        List<Branch> page = found.stream().limit(limit).toList();
        return new Views.Branches(
                page.stream().map(BranchView::of).toList(),
                found.size() > limit
                        ? Optional.of(Call.cursor(page.getLast().id().value()))
                        : Optional.empty());
    }

    private static BranchState state(String word) {
        return Arrays.stream(BranchState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Refused.badRequest(
                        "The parameter state has an unknown state.",
                        "The states are active, done, queued, landed and abandoned."));
    }

    private Record show(Call call) {
        return store.read(tx -> {
            Repo repo = call.repo(tx);
            return detail(tx, repo, call.branch(tx, repo));
        });
    }

    /** Its newest commit, or what landed of it. */
    static Optional<Oid> tip(Tx tx, Repo repo, Branch branch) {
        return branch.state().ended()
                ? branch.landedAs()
                : tx.refs().get(repo.id(), branch.name().ref()).flatMap(NamedRef::id);
    }

    private static Views.BranchDetail detail(Tx tx, Repo repo, Branch branch) {
        Optional<Oid> tip = tip(tx, repo, branch);
        Spent spent = tx.usageReport().ofBranch(branch.id()).orElse(Spent.NOTHING);
        return new Views.BranchDetail(
                repo.name().value(),
                BranchView.of(branch),
                tip.map(Oid::hex),
                tx.sessions().of(branch.id()).stream()
                        .map(session -> SessionView.of(session, branch.name()))
                        .toList(),
                tx.candidates()
                        .newest(branch.id())
                        .map(candidate ->
                                CandidateView.of(candidate, tx.gateRuns().of(candidate.id()))),
                CheckView.of(LandingChecks.read(tx, branch)),
                branch.state().ended()
                        ? List.of()
                        : tx.failures().of(branch).stream().map(FailureView::of).toList(),
                new Views.Cost(spent.turns(), spent.unknown(), spent.usd()),
                tx.reviewComments().countOpen(branch.id()),
                tip.map(commit -> "/api/v1/repos/" + repo.name() + "/-/compare/"
                        + PagePath.encoded(branch.target().value()) + "..." + commit.hex()),
                tx.fossils().ofBranch(branch.id()).stream().map(Fossil::number).reduce((earlier, later) -> later),
                PagePath.branch(repo.name(), branch.name()));
    }

    private Record timeline(Call call) {
        int limit = call.limit();
        List<Event> found = store.read(tx -> {
            Repo repo = call.repo(tx);
            return tx.events().ofBranch(call.branch(tx, repo).id(), call.from(), limit + 1);
        });
        List<Views.Line> lines = found.stream().limit(limit).map(Views.Line::of).toList();
        return new Views.Timeline(
                lines,
                found.size() > limit ? Optional.of(Call.cursor(lines.getLast().event())) : Optional.empty());
    }

    private Record start(Call call, Bodies.Start body) {
        Repo repo = store.read(tx -> {
            Repo found = call.repo(tx);
            call.require(tx, found, Role.WRITE);
            return found;
        });
        BranchName name = name(body.name(), "name");
        BranchName base = body.base().map(text -> name(text, "base")).orElse(repo.defaultBranch());
        List<String> options = new ArrayList<>(List.of("agent=" + body.agent(), "prompt=" + body.prompt()));
        body.env().ifPresent(value -> options.add("env=" + value));
        body.budget().ifPresent(value -> options.add("budget=" + value));
        body.maxTime().ifPresent(value -> options.add("max-time=" + value));
        body.land().ifPresent(value -> options.add("land=" + value));
        body.target().ifPresent(value -> options.add("target=" + value));
        String key = HexFormat.of()
                .formatHex(Secrets.hash(String.join("\0", body.key().orElseGet(() -> Secrets.fresh("")), name.value())
                        + String.join("\0", options)));
        return switch (starter.start(call.caller(), repo, new BranchStarter.Wish(name, base, options, key))) {
            case BranchStarter.Started.Done done ->
                new Views.Started(
                        repo.name().value(),
                        done.name().value(),
                        done.before(),
                        "/api/v1/repos/" + PagePath.encoded(repo.name() + "/-/branches/" + done.name()));
            case BranchStarter.Started.Refused refused ->
                throw new Refused(
                        422,
                        "Not started",
                        refused.about().map(field -> "In " + field + ": ").orElse("") + Problem.sentence(refused.why()),
                        "Change the request, and send it again.");
        };
    }

    private static BranchName name(String text, String field) {
        BranchName.problemOf(text).ifPresent(why -> {
            throw Refused.badRequest(
                    "The field " + field + " is no name of a branch: " + why + ".", "Choose another name.");
        });
        return new BranchName(text);
    }
}
