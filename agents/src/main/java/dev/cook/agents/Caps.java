package dev.cook.agents;

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
import dev.cook.store.Tx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a session may use: what its push said, within what the target's cook.toml allows each session. */
final class Caps {
    /** Files read that are remembered; each is a target's tip. */
    private static final int MOST = 200;

    private final Trees trees;
    private final Map<Place, RepoLimits> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, RepoLimits> eldest) {
            return size() > MOST;
        }
    };

    private record Place(RepoId repo, Oid tip) {}

    Caps(Trees trees) {
        this.trees = trees;
    }

    /** @throws ConfigException if the target's file cannot be read, so that nobody knows what is allowed */
    Allowance of(Tx tx, Branch branch, Session session) {
        Optional<Oid> tip = tx.refs().get(branch.repo(), branch.target().ref()).flatMap(NamedRef::id);
        RepoLimits limits = tip.map(at -> limits(new Place(branch.repo(), at))).orElse(RepoLimits.NONE);
        return session.allowance().within(new Allowance(limits.budget(), limits.maxTime()));
    }

    private synchronized RepoLimits limits(Place place) {
        RepoLimits limits = known.get(place);
        if (limits == null) {
            limits = RepoConfig.read(trees.entry(place.repo(), place.tip(), RepoConfig.FILE, RepoConfig.LARGEST + 1L))
                    .limits();
            known.put(place, limits);
        }
        return limits;
    }
}
