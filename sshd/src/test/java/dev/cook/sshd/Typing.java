package dev.cook.sshd;

import dev.cook.agents.Agents;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.LocalBackend;
import dev.cook.agents.backend.LocalSettings;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.review.Reviews;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.config.CookConfig;
import dev.cook.config.QueueConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Caller;
import dev.cook.domain.Role;
import dev.cook.gates.Gates;
import dev.cook.git.CandidateBuilder;
import dev.cook.git.FossilWriter;
import dev.cook.git.GateCommits;
import dev.cook.git.GitRepos;
import dev.cook.git.Importing;
import dev.cook.git.LfsLimits;
import dev.cook.git.LfsObjects;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.git.diff.CodePlaces;
import dev.cook.git.diff.Diffs;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.PushSettings;
import dev.cook.hooks.Remarks;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsTokens;
import dev.cook.merge.BranchEnding;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.command.CookCommands;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands on a real store, typed by people of a test. */
public final class Typing implements AutoCloseable {
    private static final String URL = "http://cook.test";

    public final TestStore test = TestStore.open();
    public final GitRepos repos;
    public final Agents agents;
    private final PushHooks hooks;
    private final LfsObjects large;
    private final CookCommands commands;

    public Typing(Path data) {
        repos = new GitRepos(data, test.store());
        ServerEnvironments environments = ServerEnvironments.of(CookConfig.defaults(Map.of(), data));
        PushSettings settings = new PushSettings(Map.of(), environments, 100, 1000, 1 << 20, 1 << 20);
        EnvironmentSockets sockets = new EnvironmentSockets(data);
        LocalBackend backend =
                new LocalBackend(new LocalSettings(data, LocalSettings.Isolation.NONE, List.of()), sockets::directory);
        Backends backends = Backends.of(environments, _ -> backend);
        Trees trees = new Trees(repos);
        agents = new Agents(
                test.store(),
                backends,
                sockets,
                new SessionSettings(Map.of(), 1, 1000, Duration.ofMinutes(1), Map.of()),
                trees,
                PriceTable.own(),
                new Autosaves(test.store(), new SavedWork(repos)),
                new byte[32],
                data,
                Clock.systemUTC());
        large = new LfsObjects(repos, new LfsLimits(1 << 20, 1 << 20));
        hooks = new PushHooks(test.store(), repos, large, settings, Remarks.NONE, () -> URL);
        BranchEnding ending =
                new BranchEnding(test.store(), new FossilWriter(repos), new SavedWork(repos), Clock.systemUTC());
        MergeQueue queue = new MergeQueue(
                test.store(),
                new CandidateBuilder(repos, Clock.systemUTC()),
                (_, _) -> Optional.of(QueueConfig.DEFAULT),
                trees,
                ending,
                4);
        Gates gates =
                new Gates(test.store(), trees, new GateCommits(repos), 1, environments, Map.of(), Clock.systemUTC());
        Importing importing = new Importing(repos, large, test.store());
        commands = new CookCommands(
                test.store(),
                hooks,
                queue,
                gates,
                agents,
                Reviews.of(test.store(), agents.messages(), trees, new CodePlaces(repos, new Diffs(repos))),
                trees,
                importing,
                large,
                () -> URL,
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
                Path.of("tools.sock"));
    }

    /** What a command answered. */
    public record Answer(int status, String out, String err) {}

    public Store store() {
        return test.store();
    }

    PushHooks hooks() {
        return hooks;
    }

    Lfs lfs(Authenticator callers) {
        return new Lfs(test.store(), callers, hooks, large, new LfsTokens(new byte[32], Clock.systemUTC()), () -> URL);
    }

    public CookCommands commands() {
        return commands;
    }

    /** An account with a person behind it. */
    public Caller.AccountCaller person(String name, boolean siteAdmin, boolean mayCreateRepos) {
        Account account = store().write(tx -> tx.accounts()
                .create(new AccountName(name), siteAdmin, mayCreateRepos)
                .orElseThrow());
        return new Caller.AccountCaller(account.id(), account.name(), siteAdmin, mayCreateRepos, Role.ADMIN);
    }

    public Answer type(Caller caller, String... words) {
        return typeWith(caller, "", words);
    }

    public Answer typeWith(Caller caller, String input, String... words) {
        return typeWith(caller, input, Map.of(), words);
    }

    /** As a client types that sends variables. */
    public Answer typeFrom(Caller caller, Map<String, String> variables, String... words) {
        return typeWith(caller, "", variables, words);
    }

    private Answer typeWith(Caller caller, String input, Map<String, String> variables, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandIo io = new CommandIo(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, variables, false);
        int status = run(caller, List.of(words), io);
        io.flush();
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public int run(Caller caller, List<String> words, CommandIo io) {
        try {
            return commands.run(caller, words, io);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    @Override
    public void close() {
        agents.close();
        repos.close();
        test.close();
    }
}
