package dev.cook.hooks;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Oid;
import dev.cook.domain.SessionId;
import dev.cook.git.CookRepository;
import dev.cook.git.Reachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.LsRefsV2Request;
import org.eclipse.jgit.transport.ObjectInfoRequest;
import org.eclipse.jgit.transport.ProtocolV2Hook;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;

/** JGit's side of a fetch: an immutable map of what may be seen, and hidden refs for those who name them. */
final class Uploads {
    /** A fossil's prefix as a client that wants one fossil sends it; a bare "refs/fossils/" would list a million. */
    private static final String ONE_FOSSIL = "refs/fossils/[0-9]+/.*";

    /** Each is a query; git sends a handful for each ref that a person names. */
    private static final int MOST_HIDDEN = 200;

    /** Which hidden refs a caller may fetch by their full names, and the objects that they name. */
    interface Hidden {
        boolean mayFetchFossils();

        boolean mayFetchAutosave(SessionId session);

        /** Those of some objects that hidden refs name. */
        Set<Oid> named(Collection<Oid> objects);
    }

    private Uploads() {}

    static UploadPack of(CookRepository repository, Map<String, Ref> visible, Hidden hidden) {
        UploadPack upload = new UploadPack(repository);
        upload.setAdvertisedRefs(visible);
        upload.setRequestValidator((pack, wants) -> requireServed(repository, wants, visible, hidden));
        upload.setProtocolV2Hook(new ProtocolV2Hook() {
            @Override
            public void onLsRefs(LsRefsV2Request request) throws ServiceMayNotContinueException {
                List<String> asked = request.getRefPrefixes().stream()
                        .filter(prefix -> (hidden.mayFetchFossils() && prefix.matches(ONE_FOSSIL))
                                || AutosaveRef.session(prefix).isPresent())
                        .toList();
                if (asked.size() > MOST_HIDDEN) {
                    throw new ServiceMayNotContinueException(
                            "a fetch can name at most " + MOST_HIDDEN + " prefixes of hidden refs");
                }
                Map<String, Ref> named = new HashMap<>();
                for (String prefix : asked) {
                    if (AutosaveRef.session(prefix)
                            .map(hidden::mayFetchAutosave)
                            .orElse(true)) {
                        named.putAll(refs(repository, prefix));
                    }
                }
                if (!named.isEmpty()) {
                    named.putAll(visible);
                    upload.setAdvertisedRefs(named);
                }
            }

            @Override
            public void onObjectInfo(ObjectInfoRequest request) throws ServiceMayNotContinueException {
                // JGit answers it even where it is not advertised, for any object.
                throw new ServiceMayNotContinueException("object-info is not supported");
            }
        });
        return upload;
    }

    /** The refs that begin with a prefix, by name. */
    static Map<String, Ref> refs(CookRepository repository, String prefix) {
        try {
            Map<String, Ref> refs = new HashMap<>();
            repository.getRefDatabase().getRefsByPrefix(prefix).forEach(ref -> refs.put(ref.getName(), ref));
            return refs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is not advertised may be wanted if a hidden ref names it that is there for the caller, as a fossil is, or if
     * it is part of what the caller is shown, as the files are that a partial clone fetches when it needs them.
     */
    private static void requireServed(
            CookRepository repository, List<ObjectId> wants, Map<String, Ref> visible, Hidden hidden)
            throws PackProtocolException, IOException {
        Set<Oid> named = hidden.named(wants.stream().map(Uploads::oid).toList());
        List<ObjectId> others =
                wants.stream().filter(want -> !named.contains(oid(want))).toList();
        if (others.isEmpty()) {
            return;
        }
        Set<ObjectId> tips = visible.values().stream()
                .map(Ref::getObjectId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Optional<ObjectId> outside = Reachable.firstOutside(repository, others, tips);
        if (outside.isPresent()) {
            throw new PackProtocolException("want " + outside.get().name() + " not valid");
        }
    }

    private static Oid oid(ObjectId id) {
        return new Oid(id.name());
    }
}
