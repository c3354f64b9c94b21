package dev.cook.git;

import dev.cook.domain.Text;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** A name and an address in a commit. */
public record CommitIdentity(String name, String email) {
    /** Cook itself. */
    public static final CommitIdentity COOK = new CommitIdentity("Cook", "cook@localhost");

    public CommitIdentity {
        if (name.isBlank() || name.matches(".*[<>\\p{Cntrl}].*") || email.matches(".*[<>\\p{Cntrl} ].*")) {
            throw new IllegalArgumentException(
                    "'" + Text.printable(name + " <" + email + ">") + "' is not a valid name or address for a commit");
        }
    }

    /** An account or an environment, by its name. */
    public static CommitIdentity of(String name) {
        return new CommitIdentity(name, name + "@cook.invalid");
    }

    CommitBuilder commit(ObjectId tree, List<ObjectId> parents, String message, Instant at) {
        PersonIdent person = new PersonIdent(name, email, at, ZoneOffset.UTC);
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setMessage(message.endsWith("\n") ? message : message + "\n");
        return commit;
    }
}
