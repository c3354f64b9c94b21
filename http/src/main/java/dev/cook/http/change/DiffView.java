package dev.cook.http.change;

import dev.cook.domain.Oid;
import dev.cook.git.diff.Whitespace;
import dev.cook.http.exchange.Exchange;
import java.util.Optional;

/**
 * How a change is shown, as its address says it.
 *
 * @param split old and new side by side
 * @param commit the one commit that is shown; empty: all of the branch
 * @param since only what whoever looks has not marked as reviewed yet
 */
public record DiffView(boolean split, Whitespace whitespace, Optional<Oid> commit, boolean since) {
    public static DiffView of(Exchange exchange) {
        return new DiffView(
                exchange.query("diff").filter("split"::equals).isPresent(),
                exchange.query("w").isPresent() ? Whitespace.IGNORED : Whitespace.SHOWN,
                exchange.query("commit")
                        .filter(id -> id.matches("[0-9a-f]{40}"))
                        .map(Oid::new),
                exchange.query("since").isPresent());
    }

    public DiffView split(boolean now) {
        return new DiffView(now, whitespace, commit, since);
    }

    public DiffView whitespace(Whitespace now) {
        return new DiffView(split, now, commit, since);
    }

    public DiffView commit(Optional<Oid> now) {
        return new DiffView(split, whitespace, now, false);
    }

    /** All of the branch, or what is new of it for whoever looks. */
    public DiffView since(boolean now) {
        return new DiffView(split, whitespace, Optional.empty(), now);
    }

    public boolean ignoresWhitespace() {
        return whitespace == Whitespace.IGNORED;
    }

    /** The query of an address, without its question mark. */
    public String query() {
        return "diff=" + (split ? "split" : "unified")
                + (ignoresWhitespace() ? "&w" : "")
                + commit.map(id -> "&commit=" + id).orElse("")
                + (since ? "&since" : "");
    }
}
