package dev.cook.git.browse;

import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.List;

/**
 * What a commit says of itself.
 *
 * @param subject its first paragraph, in one line
 * @param message all of it, or its beginning
 * @param cut whether the message goes on
 */
public record CommitDetail(
        Oid id, List<Oid> parents, Person author, Person committer, String subject, String message, boolean cut) {
    public CommitDetail {
        parents = List.copyOf(parents);
    }

    /** Somebody, by what a commit calls them, which proves nothing. */
    public record Person(String name, String email, Instant at) {}

    /** What the message says after its subject. */
    public String body() {
        int end = message.indexOf("\n\n");
        return end < 0 ? "" : message.substring(end).strip();
    }

    /** Whether somebody else applied what the author wrote. */
    public boolean hasOtherCommitter() {
        return !author.name().equals(committer.name()) || !author.email().equals(committer.email());
    }
}
