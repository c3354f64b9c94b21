package dev.cook.sshd.command;

import dev.cook.domain.Fossil;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.git.Trees;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows why a fossil is what it is, and how to fetch it. */
@Command(
        name = "show",
        aliases = {"view"},
        description =
                "Show a fossil: why the branch landed or was abandoned, who started and queued it, and what its gates said.",
        footer = {
            "",
            "--json prints the fossil's fossil.json; --file prints any other file of the fossil.",
            "",
            "Examples:",
            "  ssh HOST fossil show team/thing 12",
            "  ssh HOST fossil show team/thing 12 --file gates/3-test.log"
        })
final class FossilShow extends CookCommand {
    /** Bytes of a file that is printed; what is larger is fetched with git. */
    private static final int LARGEST_FILE = 64 << 20;

    private final Trees trees;
    private final Supplier<String> url;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NUMBER",
            hideParamSyntax = true,
            description = "The fossil. REPO is optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    @Option(names = "--file", paramLabel = "PATH", description = "Print this file of the fossil.")
    private String file = "";

    FossilShow(Desk desk, Trees trees, Supplier<String> url) {
        super(desk);
        this.trees = trees;
        this.url = url;
    }

    /** A fossil, and the commit that tells its story, if it has one: a tip that was pushed away has none. */
    private record Found(Repo repo, Fossil fossil, Optional<Oid> story) {}

    @Override
    protected ExitCode run() throws IOException {
        long number = number(words.getLast());
        Found found = store().read(tx -> find(tx, number));
        if (!file.isEmpty()) {
            return print(found);
        }
        FossilView view = FossilView.of(found.fossil());
        Optional<JsonNode> story = found.story()
                .flatMap(commit -> read(found.repo().id(), commit, FossilStory.FILE))
                .map(Json::read);
        sayJson(story.isPresent() ? story.get() : view);
        say("fossil     " + view.number() + " of " + found.repo().name());
        say("name       " + view.name());
        say("tip        " + view.tip());
        say("reason     " + view.reason() + " by " + view.madeBy());
        say("archived   " + time(view.madeAt()));
        story.ifPresent(told -> new FossilStory(told, this::time).tell(this::say));
        say("fetch      git fetch " + url.get() + "/" + found.repo().name() + ".git " + view.ref());
        say("           in a clone: git fetch origin " + view.ref());
        return ExitCode.OK;
    }

    private Found find(Tx tx, long number) {
        Repo repo = repo(tx, words.subList(0, words.size() - 1), Role.READ);
        Fossil fossil = tx.fossils()
                .get(repo.id(), number)
                .orElseThrow(() -> new Refusal(
                        ExitCode.NOT_FOUND,
                        repo.name() + " has no fossil " + number,
                        "list its fossils: fossil list " + repo.name()));
        // Without a story the ref names the tip itself, whose files are the project's and not a story.
        Optional<Oid> story =
                tx.refs().get(repo.id(), fossil.ref()).flatMap(NamedRef::id).filter(id -> !id.equals(fossil.tip()));
        return new Found(repo, fossil, story);
    }

    private ExitCode print(Found found) throws IOException {
        byte[] content = found.story()
                .flatMap(commit -> read(found.repo().id(), commit, file))
                .orElseThrow(() -> new Refusal(
                        ExitCode.NOT_FOUND,
                        "fossil " + found.fossil().number() + " has no file '"
                                + Text.shortened(Text.printable(file), 100) + "'",
                        "list its files: fossil show " + found.repo().name() + " "
                                + found.fossil().number()));
        if (content.length > LARGEST_FILE) {
            throw new Refusal(
                    ExitCode.REFUSED,
                    "the file is larger than " + (LARGEST_FILE >> 20) + " MB",
                    "read it with git: git fetch origin " + found.fossil().ref() + ", then git show FETCH_HEAD:"
                            + Text.printable(file));
        }
        io().out().write(content);
        io().out().flush();
        return ExitCode.OK;
    }

    private Optional<byte[]> read(RepoId repo, Oid commit, String path) {
        boolean plain = !path.isEmpty() && !path.startsWith("/") && !path.endsWith("/") && !path.contains("//");
        return plain ? trees.file(repo, commit, path, LARGEST_FILE + 1L) : Optional.empty();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.startsWith("#") ? text.substring(1) : text);
        } catch (NumberFormatException e) {
            throw Refusal.usage(
                    "'" + Text.shortened(Text.printable(text), 40) + "' is not the number of a fossil",
                    "for example: fossil show team/thing 12");
        }
    }
}
