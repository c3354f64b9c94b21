package dev.cook.git;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** What the one commit says that is made of a branch: all that its commits said, and everybody who had a part in it. */
record Squash(PersonIdent author, String message) {
    /** Characters of the commits' own words: more than anybody reads, and git hosts cut what is longer. */
    private static final int LONGEST_BODY = 60_000;

    /** Commits that are read: an added subtree may bring the history of years. */
    static final int MOST_COMMITS = 5_000;

    /**
     * @param commits of the branch that the target has not, parents first; at least its tip
     * @param trailers Cook's own lines
     */
    static Squash of(List<RevCommit> commits, String title, String trailers) {
        List<RevCommit> own =
                commits.stream().filter(commit -> commit.getParentCount() < 2).toList();
        PersonIdent author = People.author((own.isEmpty() ? commits : own).getLast());
        List<CommitMessage.Line> block = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (RevCommit commit : commits) {
            CommitMessage message = CommitMessage.parse(commit.getFullMessage());
            if (commit.getParentCount() < 2 || !message.text().startsWith("Merge ")) {
                texts.add(message.text());
            }
            message.block().stream().filter(CommitMessage.Line::isTrailer).forEach(block::add);
        }
        block.addAll(People.of(commits, author));
        String body = body(texts, title);
        return new Squash(
                author, CommitMessage.assembled(title + (body.isEmpty() ? "" : "\n\n" + body), block, trailers));
    }

    private static String body(List<String> texts, String title) {
        if (texts.size() == 1) {
            String only = texts.getFirst().strip();
            return cut(
                    only.startsWith(title + "\n") || only.equals(title)
                            ? only.substring(title.length()).strip()
                            : only);
        }
        boolean bodies = texts.stream().anyMatch(text -> text.contains("\n"));
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            String entry = "* " + texts.get(i).strip().replaceAll("\n(?=.)", "\n  ");
            if (list.length() + entry.length() > LONGEST_BODY) {
                return list + "* (and " + (texts.size() - i) + " more commits)";
            }
            list.append(entry).append(bodies ? "\n\n" : "\n");
        }
        return list.toString().strip();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_BODY ? text : text.substring(0, LONGEST_BODY) + "\n(and more)";
    }
}
