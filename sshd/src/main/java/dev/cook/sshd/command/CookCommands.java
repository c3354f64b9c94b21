package dev.cook.sshd.command;

import dev.cook.agents.Agents;
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
        this.trees = trees;
        this.importing = importing;
        this.large = large;
        this.url = url;
        this.serverKey = serverKey;
        this.inhabitants = new EnvironmentCommands(agents, tools);
    }

    @Override
    public int run(Caller caller, List<String> words, CommandIo io) throws InterruptedException {
        io.strikeWith(store::struck);
        return switch (caller) {
            case Caller.AccountCaller holder ->
                PicocliRunner.run(tree(new CookCommand.Desk(store, holder, io), words), words, io);
            case Caller.EnvironmentCaller inhabitant ->
                inhabitants.run(inhabitant, words, io).code();
        };
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
                "ssh HOST", "Cook: a git server where a push starts agents and only what passes lands.");
    }

    private Map<String, Supplier<CommandLine>> below(CookCommand.Desk desk) {
        Map<String, Supplier<CommandLine>> parts = new LinkedHashMap<>();
        parts.put("repo", () -> PicocliRunner.group("repo", "Repositories and who may do what in them.")
                .addSubcommand(new RepoCreate(desk, hooks))
                .addSubcommand(new RepoList(desk))
                .addSubcommand(new RepoShow(desk, large))
                .addSubcommand(new RepoImport(desk, hooks, importing))
                .addSubcommand(new RepoEnvironment(desk, agents.configured(), trees))
                .addSubcommand(new RepoTarget(desk))
                .addSubcommand(new RepoRole(desk)));
        parts.put("account", () -> PicocliRunner.group("account", "People and services; for site admins.")
                .addSubcommand(new AccountCreate(desk))
                .addSubcommand(new AccountList(desk)));
        parts.put("key", () -> PicocliRunner.group("key", "SSH keys.")
                .addSubcommand(new KeyAdd(desk))
                .addSubcommand(new KeyList(desk))
                .addSubcommand(new KeyRemove(desk))
                .addSubcommand(new KeyServer(desk, serverKey)));
        parts.put("token", () -> PicocliRunner.group("token", "Tokens for HTTP.")
                .addSubcommand(new TokenCreate(desk))
                .addSubcommand(new TokenList(desk))
                .addSubcommand(new TokenRevoke(desk)));
        parts.put("branch", () -> PicocliRunner.group("branch", "Branches on their way to where they land.")
                .addSubcommand(new BranchList(desk))
                .addSubcommand(new BranchShow(desk, agents, url))
                .addSubcommand(new BranchLand(desk, queue))
                .addSubcommand(new BranchHold(desk, queue))
                .addSubcommand(new BranchAbandon(desk, queue)));
        parts.put("queue", () -> PicocliRunner.group("queue", "What is about to land, in which order, and why.")
                .addSubcommand(new QueueShow(desk, queue))
                .addSubcommand(new QueueExplain(desk, queue))
                .addSubcommand(new QueueReorder(desk, queue))
                .addSubcommand(new QueueReplay(desk, queue)));
        parts.put("session", () -> PicocliRunner.group("session", "Agents at work on a branch.")
                .addSubcommand(new SessionList(desk))
                .addSubcommand(new SessionShow(desk, agents))
                .addSubcommand(new SessionLog(desk, agents))
                .addSubcommand(new SessionExport(desk))
                .addSubcommand(new SessionSay(desk, agents.messages()))
                .addSubcommand(new SessionResume(desk, agents.actions()))
                .addSubcommand(new SessionKill(desk, agents.actions())));
        parts.put("gate", () -> PicocliRunner.group("gate", "What judges a branch before it lands.")
                .addSubcommand(new GateList(desk))
                .addSubcommand(new GateStatus(desk))
                .addSubcommand(new GateLog(desk, agents.live()))
                .addSubcommand(new GateCheck(desk, gates.definitions(), gates.remarks()))
                .addSubcommand(new GatePlan(desk, gates.definitions(), trees))
                .addSubcommand(new GateRunAgain(desk, gates))
                .addSubcommand(new GateApprove(desk, gates.answering()))
                .addSubcommand(new GateReject(desk, gates.answering()))
                .addSubcommand(new GateAnswerRun(desk, gates.answering())));
        parts.put("env", () -> PicocliRunner.group("env", "Environments: where agents and gates run.")
                .addSubcommand(new EnvList(desk, agents.kept(), agents.configured()))
                .addSubcommand(new EnvCheck(desk, agents.configured()))
                .addSubcommand(new EnvCreate(desk, agents.kept()))
                .addSubcommand(new EnvStart(desk, agents.kept()))
                .addSubcommand(new EnvStop(desk, agents.kept()))
                .addSubcommand(new EnvDestroy(desk, agents.kept())));
        parts.put("event", () -> PicocliRunner.group("event", "What happened.").addSubcommand(new EventTail(desk)));
        parts.put("controller", () -> PicocliRunner.group(
                        "controller", "What the server does by itself, and fails to do.")
                .addSubcommand(new ControllerList(desk)));
        parts.put("fossil", () -> PicocliRunner.group(
                        "fossil", "Archived tips: what landed, was abandoned, replaced or deleted.")
                .addSubcommand(new FossilList(desk))
                .addSubcommand(new FossilShow(desk, trees, url)));
        parts.put("usage", () -> new CommandLine(new UsageCommand(desk)));
        parts.put("attach", () -> new CommandLine(new Attach(desk, agents)));
        parts.put("login", () -> new CommandLine(new Login(desk, url)));
        parts.put("whoami", () -> new CommandLine(new Whoami(desk)));
        parts.put("version", () -> new CommandLine(new Version(desk)));
        return parts;
    }
}
