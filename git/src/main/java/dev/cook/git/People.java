package dev.cook.git;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.RawParseUtils;
import org.jspecify.annotations.Nullable;

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
            PersonIdent author = author(commit);
            if (!isSame(author, but)) {
                CommitMessage.Line line = coAuthor(author);
                named.putIfAbsent(line.meaning(), line);
            }
        }
        return List.copyOf(named.values());
    }

    /** Who wrote a commit. */
    static PersonIdent author(RevCommit commit) {
        return person(commit, commit::getAuthorIdent, "author ");
    }

    static PersonIdent committer(RevCommit commit) {
        return person(commit, commit::getCommitterIdent, "committer ");
    }

    /** A date that is no date of any calendar is told as git tells it: as the first second of its clock. */
    private static PersonIdent person(RevCommit commit, Supplier<@Nullable PersonIdent> read, String key) {
        try {
            PersonIdent person = read.get();
            if (person != null) {
                return person;
            }
        } catch (DateTimeException _) {
            // Too far away for Java.
        }
        Matcher line = Pattern.compile("^" + key + "([^<\\n]*)<?([^>\\n]*)", Pattern.MULTILINE)
                .matcher(RawParseUtils.decode(commit.getRawBuffer()));
        return line.find()
                ? new PersonIdent(line.group(1).strip(), line.group(2).strip(), Instant.EPOCH, ZoneOffset.UTC)
                : new PersonIdent("unknown", "", Instant.EPOCH, ZoneOffset.UTC);
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
