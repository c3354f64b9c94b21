package dev.cook.git;

import dev.cook.domain.Oid;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;

/** The visible refs, and an invented one for every other id that must stay: JGit packs what refs reach. */
final class MaintenanceRefs extends PostgresRefs {
    /** JGit takes whatever does not begin with refs/ for a note to itself. */
    private static final String INVENTED = "refs/_log/";

    private final Collection<Oid> others;

    MaintenanceRefs(CookRepository repository, RefCache cache, Collection<Oid> others) {
        super(repository, cache, Mode.PINNED);
        this.others = others;
    }

    @Override
    public List<Ref> getAdditionalRefs() {
        return others.stream()
                .<Ref>map(id -> new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, INVENTED + id, ObjectIds.objectId(id)))
                .toList();
    }
}
