package dev.cook.sshd.command;

import dev.cook.config.Gate;
import dev.cook.config.Problem;
import dev.cook.config.RepoConfig;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.gates.ConfigurationRemarks;
import dev.cook.gates.GateDefinitions;
import dev.cook.gates.GateProgram;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks the gates of a branch, or of a file that is sent. */
@Command(
        name = "check",
        description =
                "Check the gates of a branch, or of a file on standard input; list problems, then the gates in order. A file"
                        + " needs the write role.",
        footer = {
            "",
            "A warning is about something that can never pass or never applies, such as the name of an",
            "account that does not exist. Warnings do not change the exit status.",
            "",
            "A single word names the repository if one has that name. Use refs/heads/NAME or",
            "refs/tags/NAME if a branch and a tag share a name.",
            "",
            "Examples:",
            "  ssh HOST gate check team/thing",
            "  ssh HOST gate check team/thing fix",
            "  ssh HOST gate check team/thing --file gates.py < gates.py"
        })
final class GateCheck extends BranchCommand {
    private final GateDefinitions definitions;
    private final ConfigurationRemarks remarks;

    @Parameters(
            arity = "0..2",
            paramLabel = "[REPO] [BRANCH]",
            hideParamSyntax = true,
            description = "The branch or tag to check (default: the default branch).")
    private List<String> words = List.of();

    @Option(names = "--repo", paramLabel = "NAME", description = "The repository; a word is then a branch or a tag.")
    private Optional<String> in = Optional.empty();

    @Option(
            names = "--file",
            paramLabel = "NAME",
            description = "Check standard input as this file: cook.toml, gates.py or gates.ts.")
    private String file = "";

    GateCheck(Desk desk, GateDefinitions definitions, ConfigurationRemarks remarks) {
        super(desk);
        this.definitions = definitions;
        this.remarks = remarks;
    }

    /** In JSON; {@code good} where nothing at all was found. */
    record View(
            String repo,
            String from,
            boolean good,
            List<String> problems,
            List<String> warnings,
            List<GateView> gates) {}

    private record Target(Repo repo, String name, Optional<Oid> commit) {}

    @Override
    protected ExitCode run() throws IOException {
        Target place = store().read(this::place);
        GateDefinitions.Read read = file.isEmpty()
                ? definitions.read(place.repo().id(), commit(place))
                : definitions.tried(place.repo().id(), place.commit(), name(), sent());
        String repo = place.repo().name().value();
        return switch (read) {
            case GateDefinitions.Read.Bad(String problem) ->
                refused(new View(repo, "", false, problem.lines().toList(), List.of(), List.of()));
            case GateDefinitions.Read.Good good -> {
                List<Gate> gates = Gate.inOrder(good.config().gates());
                ConfigurationRemarks.Checked checked =
                        remarks.check(place.repo().id(), good.config(), Optional.of(caller().account()));
                List<String> problems = lines(checked.problems());
                List<String> warnings = lines(checked.warnings());
                View view = new View(
                        repo,
                        good.from(),
                        problems.isEmpty() && warnings.isEmpty(),
                        problems,
                        warnings,
                        gates.stream().map(GateView::of).toList());
                yield problems.isEmpty() ? listed(place, view) : refused(view);
            }
        };
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    private ExitCode refused(View view) {
        sayJson(view);
        view.problems().forEach(this::say);
        view.warnings().forEach(warning -> say("warning: " + warning));
        return ExitCode.REFUSED;
    }

    private ExitCode listed(Target place, View view) {
        sayJson(view);
        if (!json()) {
            say(view.from() + " of " + (file.isEmpty() ? place.name() : "standard input") + " in " + view.repo()
                    + (view.good() ? " is valid; gates: " : " is valid, with warnings; gates: ")
                    + view.gates().size());
            view.warnings().forEach(warning -> say("warning: " + warning));
            Table table = new Table("GATE", "KIND", "NEEDS", "PATHS", "DOES");
            view.gates()
                    .forEach(gate -> table.row(
                            gate.gate() + (gate.required() ? "" : " (not required)"),
                            gate.kind(),
                            gate.needs().isEmpty() ? "-" : String.join(", ", gate.needs()),
                            gate.paths().isEmpty() ? "-" : Text.shortened(String.join(", ", gate.paths()), 40),
                            gate.does()));
            if (!table.isEmpty()) {
                table.print(io().print(), colours());
            }
        }
        return ExitCode.OK;
    }

    private Target place(Tx tx) {
        if (in.isPresent() && words.size() == 2) {
            throw Refusal.usage(
                    "the repository is given twice", "for example: gate check --repo " + in.get() + " BRANCH");
        }
        boolean named = in.isEmpty() && (words.size() == 2 || (words.size() == 1 && isRepo(tx, words.getFirst())));
        if (named && words.size() == 1) {
            refuseGuess(tx, words.getFirst());
        }
        Repo repo = repo(
                tx,
                in.map(List::of).orElse(named ? words.subList(0, 1) : List.of()),
                file.isEmpty() ? Role.READ : Role.WRITE);
        List<String> rest = words.subList(named ? 1 : 0, words.size());
        String name = rest.isEmpty() ? repo.defaultBranch().value() : rest.getFirst();
        Optional<Oid> commit = rest.isEmpty() ? head(tx, repo, "refs/heads/" + name) : commit(tx, repo, name);
        if (commit.isEmpty() && !rest.isEmpty()) {
            throw none(repo, name);
        }
        return new Target(repo, name, commit);
    }

    /** A word may be the repository, or a branch or tag of the only one: nobody guesses. */
    private void refuseGuess(Tx tx, String word) {
        List<Repo> readable = Access.readable(tx, caller());
        if (readable.size() == 1 && commit(tx, readable.getFirst(), word).isPresent()) {
            throw Refusal.usage(
                    "'" + word + "' is a repository and also a branch or tag in it",
                    "gate check --repo " + word + ", or gate check --repo " + word + " " + word);
        }
    }

    /** What a branch or a tag is at; both of one name are told apart by their whole refs. */
    private static Optional<Oid> commit(Tx tx, Repo repo, String name) {
        if (name.startsWith("refs/heads/")) {
            return head(tx, repo, name);
        }
        if (name.startsWith("refs/tags/")) {
            return tag(tx, repo, name);
        }
        Optional<Oid> head = head(tx, repo, "refs/heads/" + name);
        Optional<Oid> tag = tag(tx, repo, "refs/tags/" + name);
        if (head.isPresent() && tag.isPresent() && !head.equals(tag)) {
            throw Refusal.usage(
                    "'" + name + "' is a branch and also a tag in " + repo.name(),
                    "use refs/heads/" + name + " or refs/tags/" + name);
        }
        return head.or(() -> tag);
    }

    private static Optional<Oid> head(Tx tx, Repo repo, String ref) {
        return tx.refs().get(repo.id(), ref).flatMap(NamedRef::id);
    }

    private static Optional<Oid> tag(Tx tx, Repo repo, String ref) {
        return tx.refs().get(repo.id(), ref).flatMap(found -> found.peeled().or(found::id));
    }

    private static Oid commit(Target place) {
        return place.commit().orElseThrow(() -> none(place.repo(), place.name()));
    }

    private static Refusal none(Repo repo, String name) {
        return new Refusal(
                ExitCode.NOT_FOUND,
                repo.name() + " has no branch or tag '" + Text.shortened(Text.printable(name), 100) + "'",
                "list its open branches: branch list " + repo.name());
    }

    private String name() {
        boolean known = file.equals(RepoConfig.FILE)
                || Arrays.stream(GateProgram.values())
                        .anyMatch(program -> program.file().equals(file));
        if (!known) {
            throw Refusal.usage(
                    "'" + Text.shortened(Text.printable(file), 60) + "' is not a file that defines gates",
                    "use cook.toml, gates.py or gates.ts");
        }
        return file;
    }

    private String sent() throws IOException {
        return io().readAll(RepoConfig.LARGEST)
                .orElseThrow(() -> Refusal.usage("the file is larger than 64 KiB", "send a smaller file"));
    }
}
