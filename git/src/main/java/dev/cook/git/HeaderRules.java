package dev.cook.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.eclipse.jgit.lib.Constants;

/**
 * What the lines at the head of a commit or a tag have to say, by the rules of git's own fsck and under their names. JGit
 * checks fewer of them, and every git that fetches with {@code fetch.fsckObjects} checks them all.
 */
final class HeaderRules {
    /**
     * Rules that old tools broke in histories that nobody can rewrite any more. What breaks them harms nobody, so forges let
     * it pass, and so do pushes and imports here.
     */
    static final List<String> WAIVED =
            List.of("zeroPaddedFilemode", "missingSpaceBeforeDate", "missingSpaceBeforeEmail", "badTimezone");

    /** The last second that git's clock can count to: it is signed and has 64 bits. */
    private static final String LAST_SECOND = Long.toString(Long.MAX_VALUE);

    private static final int ID_DIGITS = 2 * Constants.OBJECT_ID_LENGTH;

    /** A sign and four digits. */
    private static final int ZONE = 5;

    private static final Set<String> TYPES = Set.of("commit", "tree", "blob", "tag");

    private final byte[] text;
    private int at;

    private HeaderRules(byte[] text) {
        this.text = text;
    }

    /**
     * Why an object is refused.
     *
     * @param rule as git's fsck calls it
     * @param what of the object, to be read after its name
     */
    record Problem(String rule, String what) {}

    /** The first rule that a commit or a tag breaks and that is not waived; nothing else has such lines. */
    static Optional<Problem> problem(int type, byte[] content) {
        HeaderRules rules = new HeaderRules(content);
        return switch (type) {
            case Constants.OBJ_COMMIT -> rules.commit();
            case Constants.OBJ_TAG -> rules.tag();
            default -> Optional.empty();
        };
    }

    private Optional<Problem> commit() {
        return head().or(() -> id("tree", "missingTree", "badTreeSha1"))
                .or(this::parents)
                .or(this::authors)
                .or(() -> person("committer", "missingCommitter"))
                .or(() -> indexOf((byte) 0, 0, text.length) < text.length
                        ? broken("nulInCommit", "has a NUL byte in its message")
                        : Optional.empty());
    }

    private Optional<Problem> tag() {
        return head().or(() -> id("object", "missingObject", "badObjectSha1"))
                .or(this::type)
                .or(() -> starts("tag ") ? skipLine() : broken("missingTagEntry", "has no line with the tag's name"))
                // Tags of the first years of git name nobody.
                .or(() -> starts("tagger ") ? person("tagger", "missingTaggerEntry") : Optional.empty());
    }

    /** The head is text, and ends in a blank line or with the object. */
    private Optional<Problem> head() {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0) {
                return broken("nulInHeader", "has a NUL byte in its header");
            }
            if (text[i] == '\n' && i + 1 < text.length && text[i + 1] == '\n') {
                return Optional.empty();
            }
        }
        return text.length > 0 && text[text.length - 1] == '\n'
                ? Optional.empty()
                : broken("unterminatedHeader", "ends in the middle of its header");
    }

    private Optional<Problem> id(String key, String missing, String bad) {
        if (!starts(key + " ")) {
            return broken(missing, "has no " + key + " line where one must be");
        }
        int end = lineEnd();
        int from = at + key.length() + 1;
        boolean isId = end - from == ID_DIGITS && all(from, end, digit -> Character.digit(digit, 16) >= 0);
        return isId ? skipLine() : broken(bad, "has no object id in its " + key + " line");
    }

    private Optional<Problem> parents() {
        while (starts("parent ")) {
            Optional<Problem> problem = id("parent", "", "badParentSha1");
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> authors() {
        Optional<Problem> problem = person("author", "missingAuthor");
        if (problem.isEmpty() && starts("author ")) {
            return broken("multipleAuthors", "has more than one author line");
        }
        return problem;
    }

    private Optional<Problem> type() {
        if (!starts("type ")) {
            return broken("missingTypeEntry", "has no type line where one must be");
        }
        int from = at + "type ".length();
        return TYPES.contains(latin(from, lineEnd())) ? skipLine() : broken("badType", "names no known type of object");
    }

    /** A name, an address and a date, as {@code Ann <ann@example.org> 1112911993 +0200}. */
    private Optional<Problem> person(String key, String missing) {
        if (!starts(key + " ")) {
            return broken(missing, "has no " + key + " line where one must be");
        }
        int from = at + key.length() + 1;
        int end = lineEnd();
        skipLine();
        return person(key, from, end).filter(problem -> !WAIVED.contains(problem.rule()));
    }

    private Optional<Problem> person(String key, int from, int end) {
        if (from < end && text[from] == '<') {
            return broken("missingNameBeforeEmail", "has no name in its " + key + " line");
        }
        int open = bracket(from, end);
        if (open == end) {
            return broken("missingEmail", "has no address in its " + key + " line");
        }
        if (text[open] == '>') {
            return broken("badName", "has '>' in the name of its " + key + " line");
        }
        if (text[open - 1] != ' ') {
            return broken("missingSpaceBeforeEmail", "has no space before the address of its " + key + " line");
        }
        int close = bracket(open + 1, end);
        if (close == end || text[close] != '>') {
            return broken("badEmail", "has no '>' after the address of its " + key + " line");
        }
        if (close + 1 == end || text[close + 1] != ' ') {
            return broken("missingSpaceBeforeDate", "has no space before the date of its " + key + " line");
        }
        return date(key, close + 2, end);
    }

    private Optional<Problem> date(String key, int from, int end) {
        int space = indexOf((byte) ' ', from, end);
        String seconds = latin(from, space);
        if (seconds.startsWith("0") && seconds.length() > 1) {
            return broken("zeroPaddedDate", "has zeros before the date of its " + key + " line");
        }
        if (seconds.isEmpty() || !all(from, space, digit -> digit >= '0' && digit <= '9') || space == end) {
            return broken("badDate", "has a date that is no number of seconds in its " + key + " line");
        }
        if (seconds.length() > LAST_SECOND.length()
                || (seconds.length() == LAST_SECOND.length() && seconds.compareTo(LAST_SECOND) > 0)) {
            return broken("badDateOverflow", "has a date that is too large for git in its " + key + " line");
        }
        int zone = space + 1;
        boolean isZone = end - zone == ZONE
                && (text[zone] == '+' || text[zone] == '-')
                && all(zone + 1, end, digit -> digit >= '0' && digit <= '9');
        return isZone ? Optional.empty() : broken("badTimezone", "has no time zone like +0200 in its " + key + " line");
    }

    private static Optional<Problem> broken(String rule, String what) {
        return Optional.of(new Problem(rule, what));
    }

    private boolean starts(String word) {
        return at + word.length() <= text.length
                && latin(at, at + word.length()).equals(word);
    }

    private Optional<Problem> skipLine() {
        at = Math.min(lineEnd() + 1, text.length);
        return Optional.empty();
    }

    private int lineEnd() {
        return indexOf((byte) '\n', at, text.length);
    }

    /** Where the first angle bracket is, or the end. */
    private int bracket(int from, int end) {
        return Math.min(indexOf((byte) '<', from, end), indexOf((byte) '>', from, end));
    }

    private int indexOf(byte wanted, int from, int end) {
        int i = from;
        while (i < end && text[i] != wanted) {
            i++;
        }
        return i;
    }

    private boolean all(int from, int end, IntPredicate is) {
        for (int i = from; i < end; i++) {
            if (!is.test(text[i])) {
                return false;
            }
        }
        return true;
    }

    private String latin(int from, int end) {
        return new String(Arrays.copyOfRange(text, from, end), StandardCharsets.ISO_8859_1);
    }
}
