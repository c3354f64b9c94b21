package dev.cook.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.AccountName;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.git.GitRepos;
import dev.cook.git.Quarantine;
import dev.cook.git.Trees;
import dev.cook.store.TestStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A form starts what a push would start, once, and nothing that a push would be refused for. */
class BranchStarterTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    Path temp;

    private final TestStore test = TestStore.open();
    private GitRepos repos;
    private Repo repo;
    private Oid main;
    private BranchStarter starter;

    @BeforeEach
    void begin() throws IOException {
        repos = new GitRepos(temp, test.store());
        repo = test.repo("thing");
        main = commit();
        test.store().write(tx -> tx.refs()
                .move(repo.id(), List.of(RefChange.create("refs/heads/main", main, "test")), "ann"));
        PushSettings settings = new PushSettings(
                Map.of("claude", 600),
                ServerEnvironments.of(CookConfig.defaults(Map.of(), temp)),
                10_000,
                1_000,
                1 << 20,
                1 << 20);
        Trees trees = new Trees(repos);
        starter = new BranchStarter(
                test.store(), settings, trees, () -> new Submodules(test.store(), trees, OwnAddresses.NONE));
    }

    @AfterEach
    void end() {
        repos.close();
        test.close();
    }

    private Oid commit() throws IOException {
        try (Quarantine quarantine = repos.quarantine(repo.id());
                ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(Constants.OBJ_TREE, new byte[0]));
            commit.setAuthor(new PersonIdent("ann", "ann@example.org"));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage("begin\n");
            Oid id = new Oid(inserter.insert(commit).name());
            inserter.flush();
            quarantine.accept();
            return id;
        }
    }

    private Caller.AccountCaller somebody(String name, Role role) {
        return test.store().write(tx -> {
            var account =
                    tx.accounts().create(new AccountName(name), false, false).orElseThrow();
            tx.accounts().grant(repo.id(), account.id(), role);
            return new Caller.AccountCaller(account.id(), account.name(), false, false, Role.ADMIN);
        });
    }

    private static BranchStarter.Wish wish(String name, String key, String... more) {
        List<String> options = new ArrayList<>(List.of("agent=claude", "prompt=mend\nthe lid"));
        options.addAll(List.of(more));
        return new BranchStarter.Wish(new BranchName(name), new BranchName("main"), options, key);
    }

    private List<Branch> alive() {
        return test.list(tx -> tx.branches().alive(repo.id(), 10));
    }

    @Test
    void aFormStartsABranchAtItsBaseWithAnAgent() {
        Caller.AccountCaller ann = somebody("ann", Role.WRITE);

        BranchStarter.Started started = starter.start(ann, repo, wish("fix", KEY, "budget=5usd", "max-time=30m"));

        Branch branch = alive().getFirst();
        assertThat(started).isEqualTo(new BranchStarter.Started.Done(branch.id(), new BranchName("fix"), false));
        assertThat(branch.startedFrom()).isEqualTo(main);
        assertThat(branch.startedBy()).isEqualTo("ann");
        assertThat(branch.landing()).isEqualTo(Landing.ASK);
        assertThat(branch.task()).contains(new Branch.Task("claude", "mend\nthe lid", Optional.empty()));
        assertThat(test.maybe(tx -> tx.sessions().alive(branch.id()))).hasValueSatisfying(session -> assertThat(
                        session.allowance())
                .isEqualTo(new Allowance(Optional.of(new BigDecimal("5")), Optional.of(Duration.ofMinutes(30)))));
        assertThat(test.maybe(tx -> tx.refs().get(repo.id(), "refs/heads/fix").flatMap(ref -> ref.id())))
                .contains(main);
        assertThat(test.list(tx -> tx.events().ofBranch(branch.id(), 0, 10)))
                .extracting(event -> event.type())
                .contains("branch.started", "session.wanted");
    }

    @Test
    void aFormThatIsSentTwiceAtOnceStartsOneAgent() throws Exception {
        Caller.AccountCaller ann = somebody("ann", Role.WRITE);
        List<BranchStarter.Started> started = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<BranchStarter.Started> send = () -> starter.start(ann, repo, wish("fix", KEY));
            for (Future<BranchStarter.Started> sent : threads.invokeAll(List.of(send, send, send, send))) {
                started.add(sent.get());
            }
        }
        Branch branch = alive().getFirst();
        assertThat(started).allSatisfy(one -> assertThat(one)
                .isInstanceOfSatisfying(BranchStarter.Started.Done.class, done -> assertThat(done.branch())
                        .isEqualTo(branch.id())));
        assertThat(alive()).hasSize(1);

        test.store().change(tx -> {
            tx.branches().markAbandoned(branch.id());
            tx.refs().move(repo.id(), List.of(RefChange.delete("refs/heads/fix", main, "test")), "ann");
        });
        assertThat(starter.start(ann, repo, wish("fix", KEY)))
                .as("also when the branch has ended meanwhile")
                .isEqualTo(new BranchStarter.Started.Done(branch.id(), new BranchName("fix"), true));
        assertThat(starter.start(somebody("bob", Role.WRITE), repo, wish("fix", KEY)))
                .as("a number of somebody else says nothing")
                .isInstanceOfSatisfying(BranchStarter.Started.Done.class, done -> assertThat(done.before())
                        .isFalse());
    }

    @Test
    void whatAPushIsRefusedForIsRefusedAndNamed() {
        Caller.AccountCaller ann = somebody("ann", Role.WRITE);
        assertThat(starter.start(ann, repo, wish("fix", KEY))).isInstanceOf(BranchStarter.Started.Done.class);

        assertThat(about(ann, wish("fix", "other-key-of-hers"))).isEqualTo("name: fix already exists");
        assertThat(about(ann, wish("a", "k1", "budget=five"))).startsWith("budget: push option budget must be");
        assertThat(about(ann, wish("a", "k1", "max-time=soon"))).startsWith("max-time: ");
        assertThat(about(ann, wish("a", "k1", "land=auto"))).startsWith("-: -o land=auto needs the land role");
        assertThat(about(ann, wish("a", "k1", "env=moon"))).startsWith("-: no environment 'moon' is configured");
        assertThat(about(ann, wish("a", "k1", "target=fix"))).startsWith("-: fix is not a target");
        assertThat(about(ann, wish("FIX", "k1"))).startsWith("-: the name differs only in case");
        assertThat(about(ann, wish("main", "k1"))).startsWith("name: main already exists");
        assertThat(about(
                        ann,
                        new BranchStarter.Wish(
                                new BranchName("a"),
                                new BranchName("gone"),
                                wish("a", "k1").options(),
                                "k1")))
                .startsWith("base: thing has no branch gone");
        assertThat(about(
                        ann,
                        new BranchStarter.Wish(
                                new BranchName("a"),
                                new BranchName("main"),
                                List.of("agent=claude", "prompt= "),
                                "k1")))
                .startsWith("prompt: ");
        assertThat(about(ann, new BranchStarter.Wish(new BranchName("a"), new BranchName("main"), List.of(), "k1")))
                .startsWith("agent: ");
        assertThat(about(somebody("rita", Role.READ), wish("a", "k1")))
                .startsWith("-: you can read this repository but not push");
        assertThat(alive()).hasSize(1);
    }

    private String about(Caller.AccountCaller who, BranchStarter.Wish wish) {
        return switch (starter.start(who, repo, wish)) {
            case BranchStarter.Started.Done done -> "started " + done.name();
            case BranchStarter.Started.Refused refused ->
                refused.about().orElse("-") + ": " + refused.why().split(";")[0];
        };
    }

    @Test
    void onlyWhatSomebodyMayDoIsOffered() {
        assertThat(starter.offer(somebody("rita", Role.READ), repo.name())).isEmpty();
        assertThat(starter.offer(somebody("ann", Role.WRITE), repo.name())).hasValueSatisfying(offer -> {
            assertThat(offer.mayLand()).isFalse();
            assertThat(offer.agents()).containsExactly("claude");
            assertThat(offer.environments()).contains(offer.environment());
            assertThat(offer.bases()).containsExactly(new BranchName("main"));
        });
        assertThat(starter.offer(somebody("lea", Role.LAND), repo.name()))
                .hasValueSatisfying(offer -> assertThat(offer.mayLand()).isTrue());
    }
}
