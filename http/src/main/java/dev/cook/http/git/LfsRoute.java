package dev.cook.http.git;

import dev.cook.domain.LfsObject;
import dev.cook.domain.PagePath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client of Git LFS wants of which repository, as its path says. */
sealed interface LfsRoute {
    /** The path of the repository, as the client gave it. */
    String repo();

    /** Many objects at once: what is to be done about each. */
    record Batch(String repo) implements LfsRoute {}

    /** One object's bytes, down; with a size as well up. */
    record Content(String repo, String oid, Optional<Long> size) implements LfsRoute {}

    /** Whether an object that was uploaded is there. */
    record Verify(String repo) implements LfsRoute {}

    /** Locks of files, which are not offered. */
    record Locks(String repo) implements LfsRoute {}

    Pattern PATH = Pattern.compile(
            "(/.+)/info/lfs/(?:(objects/batch)|(objects/verify)|objects/([0-9a-f]{64})(?:/([0-9]{1,18}))?|(locks)(?:/.*)?)");

    /** Empty where the path is none of these; a name of an object that is none is none, too. */
    static Optional<LfsRoute> of(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches() || PagePath.isContent(path)) {
            return Optional.empty();
        }
        String repo = parts.group(1);
        if (parts.group(2) != null) {
            return Optional.of(new Batch(repo));
        }
        if (parts.group(3) != null) {
            return Optional.of(new Verify(repo));
        }
        if (parts.group(6) != null) {
            return Optional.of(new Locks(repo));
        }
        return Optional.of(new Content(
                repo, parts.group(4), Optional.ofNullable(parts.group(5)).map(Long::valueOf)));
    }

    /** Where the bytes of an object go up and come from. */
    static String content(LfsObject object, boolean up) {
        return "/objects/" + object.oid() + (up ? "/" + object.size() : "");
    }
}
