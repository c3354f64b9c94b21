package dev.cook.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Combines packs without a look at history, as {@code git repack --geometric=2} does: the packs that stay are each at least
 * twice as large as all smaller ones together, so there are few, and an object is written again only when its pack has
 * doubled. Bytes are copied as they are.
 */
final class PackFolding {
    private static final int FACTOR = 2;

    private PackFolding() {}

    /**
     * The smallest packs, which are to become one.
     *
     * @param objects how many a pack holds
     */
    static <P> List<P> smallest(Collection<P> packs, ToLongFunction<P> objects) {
        List<P> rising =
                packs.stream().sorted(Comparator.comparingLong(objects)).toList();
        int split = rising.size();
        while (split > 1
                && objects.applyAsLong(rising.get(split - 1)) >= FACTOR * objects.applyAsLong(rising.get(split - 2))) {
            split--;
        }
        if (split <= 1) {
            return List.of();
        }
        long together = rising.subList(0, split).stream().mapToLong(objects).sum();
        while (split < rising.size() && objects.applyAsLong(rising.get(split)) < FACTOR * together) {
            together += objects.applyAsLong(rising.get(split));
            split++;
        }
        return rising.subList(0, split);
    }

    /**
     * Writes one pack with its index; nothing where there are no objects.
     *
     * @param repository has the objects
     * @param directory of packs, which nobody reads yet
     */
    static void write(Repository repository, Collection<ObjectId> objects, Path directory) throws IOException {
        if (objects.isEmpty()) {
            return;
        }
        PackConfig config = new PackConfig(repository);
        config.setDeltaCompress(false);
        config.setReuseDeltas(true);
        config.setReuseObjects(true);
        config.setBuildBitmaps(false);
        try (RevWalk walk = Walks.of(repository);
                ObjectReader reader = walk.getObjectReader();
                PackWriter writer = new PackWriter(config, reader)) {
            List<RevObject> typed = new ArrayList<>(objects.size());
            for (ObjectId object : objects) {
                typed.add(walk.lookupAny(object, reader.open(object).getType()));
            }
            writer.setDeltaBaseAsOffset(true);
            writer.preparePack(typed.iterator());
            String name = "pack-" + writer.computeName().name();
            try (OutputStream pack =
                    new BufferedOutputStream(Files.newOutputStream(directory.resolve(name + ".pack")))) {
                writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, pack);
            }
            try (OutputStream index =
                    new BufferedOutputStream(Files.newOutputStream(directory.resolve(name + ".idx")))) {
                writer.writeIndex(index);
            }
        }
    }
}
