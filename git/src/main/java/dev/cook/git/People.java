package dev.cook.git;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** Who had a part in commits, as trailers that a commit made of them carries. */
final class People {
    private People() {}

    /** The authors of commits, but for one, and what their trailers say of people. */
    static List<CommitMessage.Line> of(Collection<RevCommit> commits, PersonIdent but) {
        Map<String, CommitMessage.Line> named = new LinkedHashMap<>();
        for (RevCommit commit : commits) {
            for (CommitMessage.Line line :
                    CommitMessage.parse(commit.getFullMessage()).block()) {
                if (line.namesSomebody()) {
                    named.putIfAbsent(line.meaning(), line);
                }
            }
        }
        for (RevCommit commit : commits) {
            PersonIdent author = commit.getAuthorIdent();
            if (!isSame(author, but)) {
                CommitMessage.Line line = coAuthor(author);
                named.putIfAbsent(line.meaning(), line);
            }
        }
        return List.copyOf(named.values());
    }

    /** Authors are the same whose addresses are: one person writes a name in more than one way. */
    static boolean isSame(PersonIdent one, PersonIdent other) {
        return address(one).equals(address(other));
    }

    private static String address(PersonIdent person) {
        return person.getEmailAddress().strip().toLowerCase(Locale.ROOT);
    }

    static CommitMessage.Line coAuthor(PersonIdent author) {
        return CommitMessage.Line.of(
                "Co-authored-by: " + oneLine(author.getName()) + " <" + oneLine(author.getEmailAddress()) + ">");
    }

    private static String oneLine(String text) {
        return text.replaceAll("[<>\\p{Cntrl}]", " ").strip();
    }
}
