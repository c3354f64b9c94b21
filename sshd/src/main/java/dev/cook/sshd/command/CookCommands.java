package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.agents.review.Reviews;
import dev.cook.domain.Caller;
import dev.cook.gates.Gates;
import dev.cook.git.Importing;
import dev.cook.git.LfsObjects;
import dev.cook.git.Trees;
import dev.cook.hooks.PushHooks;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.CommandRunner;
import dev.cook.sshd.EnvironmentCommands;
import dev.cook.store.Store;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The tree of commands for people. A tree is made for each run: it holds who asks and what they gave. */
public final class CookCommands implements CommandRunner {
    private final Store store;
    private final PushHooks hooks;
    private final MergeQueue queue;
    private final Gates gates;
    private final Agents agents;
    private final Reviews reviews;
    private final Trees trees;
    private final Importing importing;
    private final LfsObjects large;
    private final Supplier<String> url;
    private final String serverKey;
    private final EnvironmentCommands inhabitants;

    /**
     * @param large the objects of Git LFS
     * @param url where browsers find this server, without a slash at the end; known once it listens
     * @param serverKey the public key that signs notes about landings, in PEM
     * @param tools the socket at which the tools of agents answer
     */
    public CookCommands(
            Store store,
            PushHooks hooks,
            MergeQueue queue,
            Gates gates,
            Agents agents,
            Reviews reviews,
            Trees trees,
            Importing importing,
            LfsObjects large,
            Supplier<String> url,
            String serverKey,
            Path tools) {
        this.store = store;
        this.hooks = hooks;
        this.queue = queue;
        this.gates = gates;
        this.agents = agents;
        this.reviews = reviews;
        this.trees = trees;
        this.importing = importing;
        this.large = large;
        this.url = url;
        this.serverKey = serverKey;
        this.inhabitants = new EnvironmentCommands(agents, tools);
    }

    @Override
    public int run(Caller caller, List<String> words, CommandIo io) throws InterruptedException {
        io.redactWith(store::redacted);
        return switch (caller) {
            case Caller.AccountCaller holder -> run(new CookCommand.Desk(store, holder, io), words, io);
            case Caller.EnvironmentCaller inside ->
                inhabitants.run(inside, words, io).code();
        };
    }

    private int run(CookCommand.Desk desk, List<String> words, CommandIo io) throws InterruptedException {
        List<String> asked = Invocation.help(words, word -> isGroup(desk, word));
        CommandLine tree = tree(desk, asked);
        return PicocliRunner.run(tree, asked.equals(words) ? asked : Invocation.known(tree, asked), io);
    }

    private boolean isGroup(CookCommand.Desk desk, String word) {
        return Optional.ofNullable(below(desk).get(word))
                .filter(part -> !part.get().getSubcommands().isEmpty())
                .isPresent();
    }

    /** The whole tree, for help and for words that are none of its commands. */
    CommandLine tree(CookCommand.Desk desk) {
        CommandLine tree = root();
        below(desk).values().forEach(part -> tree.addSubcommand(part.get()));
        return tree.addSubcommand(new CommandLine.HelpCommand());
    }

    /** As much of the tree as these words need: making all of it takes longer than most commands. */
    private CommandLine tree(CookCommand.Desk desk, List<String> words) {
        return words.stream()
                .findFirst()
                .flatMap(word -> Optional.ofNullable(below(desk).get(word)))
                .map(part -> root().addSubcommand(part.get()))
                .orElseGet(() -> tree(desk));
    }

    private static CommandLine root() {
        return PicocliRunner.group(
                Invocation.SERVER,
                "Cook is a git server: a push starts a coding agent, and a branch lands when its gates pass.");
    }

    private Map<String, Supplier<CommandLine>> below(CookCommand.Desk desk) {
        Map<String, Supplier<CommandLine>> parts = new LinkedHashMap<>();
        parts.put("repo", () -> PicocliRunner.group("repo", "Manage repositories and roles.")
                .addSubcommand(new RepoCreate(desk, hooks))
                .addSubcommand(new RepoList(desk))
                .addSubcommand(new RepoShow(desk, large))
                .addSubcommand(new RepoImport(desk, hooks, importing))
                .addSubcommand(new RepoEnvironment(desk, agents.configured(), trees))
                .addSubcommand(new RepoDefault(desk))
                .addSubcommand(new RepoTarget(desk))
                .addSubcommand(new RepoRole(desk))
                .addSubcommand(new RepoRename(desk))
                .addSubcommand(new RepoDelete(desk))
                .addSubcommand(new RepoRestore(desk))
                .addSubcommand(new RepoPurge(desk)));
        parts.put("account", () -> PicocliRunner.group("account", "Manage accounts. Site admins only.")
                .addSubcommand(new AccountCreate(desk))
                .addSubcommand(new AccountList(desk)));
        parts.put("key", () -> PicocliRunner.group("key", "Manage SSH keys.")
                .addSubcommand(new KeyAdd(desk))
                .addSubcommand(new KeyList(desk))
                .addSubcommand(new KeyRemove(desk))
                .addSubcommand(new KeyServer(desk, serverKey)));
        parts.put("token", () -> PicocliRunner.group("token", "Manage tokens for HTTP and the API.")
                .addSubcommand(new TokenCreate(desk))
                .addSubcommand(new TokenList(desk))
                .addSubcommand(new TokenRevoke(desk)));
        parts.put("branch", () -> PicocliRunner.group("branch", "View, review, land, hold and abandon branches.")
                .addSubcommand(new BranchList(desk))
                .addSubcommand(new BranchShow(desk, agents, queue, url))
                .addSubcommand(new BranchLand(desk, queue))
                .addSubcommand(new BranchHold(desk, queue))
                .addSubcommand(new BranchAbandon(desk, queue))
                .addSubcommand(new BranchComments(desk, reviews.reader(), trees))
                .addSubcommand(new BranchComment(desk, reviews.actions(), trees))
                .addSubcommand(new BranchSend(desk, reviews.actions()))
                .addSubcommand(new BranchResolve(desk, reviews.actions())));
        parts.put("queue", () -> PicocliRunner.group("queue", "View and reorder the queues of branches to land.")
                .addSubcommand(new QueueShow(desk, queue))
                .addSubcommand(new QueueExplain(desk, queue))
                .addSubcommand(new QueueReorder(desk, queue))
                .addSubcommand(new QueueReplay(desk, queue)));
        parts.put("session", () -> PicocliRunner.group("session", "View and control the agents that work on branches.")
                .addSubcommand(new SessionList(desk))
                .addSubcommand(new SessionShow(desk, agents))
                .addSubcommand(new SessionLog(desk, agents))
                .addSubcommand(new SessionExport(desk))
                .addSubcommand(new SessionSay(desk, agents.messages()))
                .addSubcommand(new SessionResume(desk, agents.actions()))
                .addSubcommand(new SessionKill(desk, agents.actions())));
        parts.put("gate", () -> PicocliRunner.group("gate", "View, check, rerun and answer gates.")
                .addSubcommand(new GateList(desk))
                .addSubcommand(new GateStatus(desk))
                .addSubcommand(new GateShow(desk))
                .addSubcommand(new GateLog(desk, agents.live()))
                .addSubcommand(new GateTests(desk))
                .addSubcommand(new GateCheck(desk, gates.definitions(), gates.remarks()))
                .addSubcommand(new GatePlan(desk, gates.definitions(), trees))
                .addSubcommand(new GateRunAgain(desk, gates))
                .addSubcommand(new GateApprove(desk, gates.answering()))
                .addSubcommand(new GateReject(desk, gates.answering()))
                .addSubcommand(new GateAnswerRun(desk, gates.answering())));
        parts.put("env", () -> PicocliRunner.group("env", "Manage the environments that agents and gates run in.")
                .addSubcommand(new EnvList(desk, agents.persistentEnvironments(), agents.configured()))
                .addSubcommand(new EnvCheck(desk, agents.configured()))
                .addSubcommand(new EnvCreate(desk, agents.persistentEnvironments()))
                .addSubcommand(new EnvStart(desk, agents.persistentEnvironments()))
                .addSubcommand(new EnvStop(desk, agents.persistentEnvironments()))
                .addSubcommand(new EnvDestroy(desk, agents.persistentEnvironments())));
        parts.put("event", () -> PicocliRunner.group("event", "View events.").addSubcommand(new EventTail(desk)));
        parts.put("controller", () -> PicocliRunner.group(
                        "controller", "View the server's background work and its failures.")
                .addSubcommand(new ControllerList(desk)));
        parts.put("fossil", () -> PicocliRunner.group(
                        "fossil", "View archived branches: landed, abandoned, replaced or deleted.")
                .addSubcommand(new FossilList(desk))
                .addSubcommand(new FossilShow(desk, trees, url)));
        parts.put("usage", () -> new CommandLine(new UsageCommand(desk)));
        parts.put("attach", () -> new CommandLine(new Attach(desk, agents)));
        parts.put("login", () -> new CommandLine(new Login(desk, url))
                .addSubcommand(new LoginList(desk))
                .addSubcommand(new LoginRevoke(desk)));
        parts.put("whoami", () -> new CommandLine(new Whoami(desk)));
        parts.put("version", () -> new CommandLine(new Version(desk)));
        return parts;
    }
}
