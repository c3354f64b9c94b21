package dev.cook.sshd.command;

import dev.cook.agents.review.ReviewActions;
import dev.cook.domain.BranchAction;
import dev.cook.domain.CodePlace;
import dev.cook.domain.LineRange;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.Text;
import dev.cook.git.Trees;
import dev.cook.sshd.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a comment on lines of a branch's change. */
@Command(
        name = "comment",
        description =
                "Comment on a line, or lines, of a branch's change. The comment is a draft that only you see until"
                        + " `branch send` sends your drafts.",
        footer = {
            "",
            "Lines count as in the branch's tip; with --old as in the file before the change.",
            "",
            "Examples:",
            "  ssh HOST branch comment team/thing fix brew.py:2 '\"use hot water\"'",
            "  ssh HOST branch comment team/thing fix brew.py:2-7 '\"too long\"' --send",
            "  ssh HOST branch comment team/thing fix --edit 3 '\"in other words\"'",
            "  ssh HOST branch comment team/thing fix --delete 3"
        })
final class BranchComment extends BranchCommand {
    private final ReviewActions reviews;
    private final Trees trees;

    @Parameters(
            arity = "1..*",
            paramLabel = "[REPO] BRANCH [FILE:LINE[-LINE]] [TEXT]",
            hideParamSyntax = true,
            description =
                    "The branch, the lines, and the comment. REPO is optional in a clone of it (with ./cook), or if"
                            + " you can see only one.")
    private List<String> words = List.of();

    @Option(names = "--old", description = "The lines are those of the file before the change.")
    private boolean old;

    @Option(names = "--send", description = "Send the comment, and your other drafts, to the branch's agent.")
    private boolean send;

    @Option(names = "--edit", paramLabel = "COMMENT", description = "Change the text of a draft.")
    private Optional<Integer> edit = Optional.empty();

    @Option(names = "--delete", paramLabel = "COMMENT", description = "Delete a draft.")
    private Optional<Integer> delete = Optional.empty();

    BranchComment(Desk desk, ReviewActions reviews, Trees trees) {
        super(desk);
        this.reviews = reviews;
        this.trees = trees;
    }

    /** In JSON. */
    record Written(String repo, String branch, Optional<Integer> comment, String said) {}

    @Override
    protected ExitCode run() {
        if (edit.isPresent() && delete.isPresent()) {
            throw Refusal.usage("--edit and --delete exclude each other", "leave one of them out");
        }
        if (delete.isPresent()) {
            Found found = found(words.size() > 2 ? 2 : words.size());
            return settled(found, delete.get(), reviews.delete(found.branch().id(), caller(), delete.get()));
        }
        if (edit.isPresent()) {
            return rewrite(edit.get());
        }
        OptionalInt at = IntStream.range(1, Math.min(3, words.size()))
                .filter(i -> LineRange.OfFile.parse(words.get(i)).isPresent())
                .findFirst();
        if (at.isEmpty() || at.getAsInt() == words.size() - 1) {
            throw Refusal.usage(
                    at.isEmpty()
                            ? "name the lines after the branch, as FILE:LINE or FILE:LINE-LINE (at most "
                                    + LineRange.MOST + " lines)"
                            : "the comment has no text",
                    "for example: branch comment fix brew.py:2 \"use hot water\"");
        }
        return draft(
                found(at.getAsInt()),
                LineRange.OfFile.parse(words.get(at.getAsInt())).orElseThrow(),
                String.join(" ", words.subList(at.getAsInt() + 1, words.size())));
    }

    /** @param names how many words name the branch */
    private Found found(int names) {
        return store().read(tx -> branch(tx, words.subList(0, names), BranchAction.COMMENT.needs()));
    }

    /** Of two words or more, the first may be a repository. */
    private ExitCode rewrite(int number) {
        if (words.size() < 2) {
            throw Refusal.usage(
                    "the comment has no text", "for example: branch comment fix --edit 3 \"in other words\"");
        }
        int names = words.size() > 2 && store().<Boolean>read(tx -> isRepo(tx, words.getFirst())) ? 2 : 1;
        Found found = found(names);
        return settled(
                found,
                number,
                reviews.rewrite(
                        found.branch().id(), caller(), number, String.join(" ", words.subList(names, words.size()))));
    }

    private ExitCode draft(Found found, LineRange.OfFile lines, String text) {
        Change change = store().read(tx -> change(tx, found));
        Oid tip = change.requireTip();
        Oid commit = old
                ? change.base(trees, tip)
                        .orElseThrow(() -> new Refusal(
                                ExitCode.CONFLICT,
                                "the branch " + found.branch().name()
                                        + " shares no history with its target, so it has no"
                                        + " lines before the change",
                                "leave out --old"))
                : tip;
        ReviewActions.Drafted drafted = reviews.draft(
                found.branch().id(),
                caller(),
                new ReviewActions.Draft(new CodePlace(commit, lines.file(), lines.lines()), old, text));
        if (drafted.number().isEmpty()) {
            throw refused(found, drafted.outcome());
        }
        Outcome outcome = drafted.outcome();
        if (send) {
            outcome = reviews.send(found.branch().id(), caller(), true);
            if (!outcome.agreed()) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "comment " + drafted.number().get() + " is a draft: " + outcome.said(),
                        "send it later: branch send " + found.repo().name() + " "
                                + found.branch().name());
            }
        }
        sayJson(new Written(
                found.repo().name().value(), found.branch().name().value(), drafted.number(), outcome.said()));
        say(outcome.said() + found.told());
        if (!send && !json()) {
            io().complain()
                    .print("send your drafts: branch send "
                            + Text.printable(
                                    found.repo().name() + " " + found.branch().name()) + "\n");
        }
        return ExitCode.OK;
    }

    private ExitCode settled(Found found, int number, Outcome outcome) {
        if (!outcome.agreed()) {
            throw refused(found, outcome);
        }
        sayJson(new Written(
                found.repo().name().value(), found.branch().name().value(), Optional.of(number), outcome.said()));
        say(outcome.said() + found.told());
        return ExitCode.OK;
    }

    private static Refusal refused(Found found, Outcome outcome) {
        return new Refusal(
                ExitCode.CONFLICT,
                outcome.said(),
                "see your drafts: branch comments " + found.repo().name() + " "
                        + found.branch().name());
    }
}
