package dev.cook.hooks;

import dev.cook.domain.Oid;
import dev.cook.git.CookRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.LsRefsV2Request;
import org.eclipse.jgit.transport.ObjectInfoRequest;
import org.eclipse.jgit.transport.ProtocolV2Hook;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;

/** JGit's side of a fetch: an immutable map of what may be seen, and fossils for those who name them. */
final class Uploads {
    /** A fossil's prefix as a client that wants one fossil sends it; a bare "refs/fossils/" would list a million. */
    private static final String ONE_FOSSIL = "refs/fossils/[0-9]+/.*";

    /** Each is a query; git sends a handful for each fossil that a person names. */
    private static final int MOST_FOSSILS = 200;

    private Uploads() {}

    static UploadPack of(CookRepository repository, Map<String, Ref> visible, Predicate<Oid> isFossil) {
        UploadPack upload = new UploadPack(repository);
        upload.setAdvertisedRefs(visible);
        upload.setRequestValidator((pack, wants) -> requireFossils(wants, isFossil));
        upload.setProtocolV2Hook(new ProtocolV2Hook() {
            @Override
            public void onLsRefs(LsRefsV2Request request) throws ServiceMayNotContinueException {
                List<String> fossils = request.getRefPrefixes().stream()
                        .filter(prefix -> prefix.matches(ONE_FOSSIL))
                        .toList();
                if (fossils.size() > MOST_FOSSILS) {
                    throw new ServiceMayNotContinueException(
                            "at most " + MOST_FOSSILS + " prefixes of fossils may be named at once");
                }
                Map<String, Ref> named = new HashMap<>();
                fossils.forEach(prefix -> named.putAll(refs(repository, prefix)));
                if (!named.isEmpty()) {
                    named.putAll(visible);
                    upload.setAdvertisedRefs(named);
                }
            }

            @Override
            public void onObjectInfo(ObjectInfoRequest request) throws ServiceMayNotContinueException {
                // JGit answers it even where it is not advertised, for any object.
                throw new ServiceMayNotContinueException("object-info is not offered");
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

    /** What is not advertised may be wanted only if a fossil's ref names it: those are there for whoever may read. */
    private static void requireFossils(List<ObjectId> wants, Predicate<Oid> isFossil)
            throws PackProtocolException, IOException {
        for (ObjectId want : wants) {
            if (!isFossil.test(new Oid(want.name()))) {
                throw new PackProtocolException("want " + want.name() + " not valid");
            }
        }
    }
}
