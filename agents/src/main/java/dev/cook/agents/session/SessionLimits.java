package dev.cook.agents.session;

import dev.cook.config.ConfigException;
import dev.cook.config.RepoConfig;
import dev.cook.config.RepoLimits;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.git.Trees;
import dev.cook.store.Known;
import dev.cook.store.Tx;
import java.util.Optional;

/** What a session may use: what its push said, within what the target's cook.toml allows each session. */
public final class SessionLimits {
    /** Files read that are remembered; each is a target's tip. */
    private static final int MOST = 200;

    private final Known<Tip, RepoLimits> known;

    private record Tip(RepoId repo, Oid commit) {}

    public SessionLimits(Trees trees) {
        this.known = new Known<>(MOST, tip -> RepoConfig.read(
                        trees.entry(tip.repo(), tip.commit(), RepoConfig.FILE, RepoConfig.LARGEST + 1L))
                .limits());
    }

    /** @throws ConfigException if the target's file cannot be read, so that nobody knows what is allowed */
    Allowance of(Tx tx, Branch branch, Session session) {
        Optional<Oid> tip = tx.refs().get(branch.repo(), branch.target().ref()).flatMap(NamedRef::id);
        RepoLimits limits = tip.map(at -> known.of(new Tip(branch.repo(), at))).orElse(RepoLimits.NONE);
        return session.allowance().within(new Allowance(limits.budget(), limits.maxTime()));
    }
}
