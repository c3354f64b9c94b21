package dev.cook.sshd;

import dev.cook.hooks.lfs.LfsOperation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a git client asks for, read strictly: what does not look exactly as git sends it is refused, never repaired. */
sealed interface GitCommandLine {
    /** A fetch from a repository, by the name that the client gave. */
    record Upload(String repo) implements GitCommandLine {}

    /** A push to a repository. */
    record Receive(String repo) implements GitCommandLine {}

    /** A token for transfers of large files over HTTP. */
    record LfsAuthenticate(String repo, LfsOperation operation) implements GitCommandLine {}

    /** Transfers of large files over this connection. */
    record LfsTransfer(String repo, LfsOperation operation) implements GitCommandLine {}

    /** Not for git at all. */
    record Other() implements GitCommandLine {}

    /** For git, but nothing that is served here. */
    record Refused(String problem, String wayOut) implements GitCommandLine {}

    /** Room for the longest name of a repository and the rest of the line. */
    int LONGEST = 300;

    /** One part of a name; no part may be "." or "..", which the name itself is checked for later as well. */
    String PART = "[A-Za-z0-9_][A-Za-z0-9._-]*";

    Pattern SERVED = Pattern.compile("git[- ](upload|receive)-pack '/?((?:" + PART + "/)*" + PART + ")/?'");

    /** Older clients quote no name, and the oldest say which object they are about. */
    Pattern LFS = Pattern.compile("git-lfs-(authenticate|transfer) ('?)/?((?:" + PART + "/)*" + PART
            + ")/?\\2 (download|upload)(?: [0-9a-f]{64})?");

    static GitCommandLine parse(String line) {
        if (!line.startsWith("git-") && !line.startsWith("git ") && !line.equals("git")) {
            return new Other();
        }
        if (line.length() > LONGEST) {
            return new Refused(
                    "the git command is longer than " + LONGEST + " characters",
                    "check the remote's URL: git remote -v");
        }
        if (line.chars().anyMatch(c -> c < ' ' || c > '~')) {
            return new Refused(
                    "a repository name can contain only letters, digits, '.', '-', '_' and '/'",
                    "check the remote's URL: git remote -v");
        }
        Matcher large = LFS.matcher(line);
        if (large.matches() && !large.group(3).contains("..")) {
            LfsOperation operation = LfsOperation.of(large.group(4)).orElseThrow();
            return large.group(1).equals("transfer")
                    ? new LfsTransfer(large.group(3), operation)
                    : new LfsAuthenticate(large.group(3), operation);
        }
        Matcher matcher = SERVED.matcher(line);
        if (!matcher.matches() || matcher.group(2).contains("..")) {
            return new Refused(
                    "this server offers only git fetch, git push and git lfs, for repository names such as team/thing",
                    "use a URL such as ssh://HOST/NAME or HOST:NAME");
        }
        String repo = matcher.group(2);
        return matcher.group(1).equals("upload") ? new Upload(repo) : new Receive(repo);
    }
}
