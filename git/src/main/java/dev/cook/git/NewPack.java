package dev.cook.git;

import dev.cook.domain.RepoId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.internal.storage.file.BasePackIndexWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackedObjectInfo;

/**
 * Objects that Cook makes itself, in memory until {@link #flush} puts them where the repository keeps its packs, as one pack:
 * then the disk is waited for three times, for pack, index and directory, however many objects there are. There is nothing to
 * be judged before, so they need no quarantine, and what is large is not for here.
 */
final class NewPack extends ObjectInserter.Filter {
    private static final int HEADER = 12;
    private static final int VERSION = 2;

    private final GitRepos repos;
    private final RepoId repo;
    private final ObjectInserter loose;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<ObjectId, PackedObjectInfo> objects = new LinkedHashMap<>();

    /** Hold {@link RepoLocks#shared} from before this until a ref names what was inserted. */
    NewPack(GitRepos repos, RepoId repo) {
        this.repos = repos;
        this.repo = repo;
        this.loose = repos.base(repo).newObjectInserter();
    }

    @Override
    protected ObjectInserter delegate() {
        return loose;
    }

    @Override
    public ObjectId insert(int type, byte[] bytes) throws IOException {
        return insert(type, bytes, 0, bytes.length);
    }

    @Override
    public ObjectId insert(int type, long length, InputStream in) throws IOException {
        return insert(type, in.readNBytes(Math.toIntExact(length)));
    }

    @Override
    public ObjectId insert(int type, byte[] bytes, int offset, int length) throws IOException {
        ObjectId id = idFor(type, bytes, offset, length);
        if (!objects.containsKey(id)) {
            byte[] entry = entry(type, bytes, offset, length);
            CRC32 crc = new CRC32();
            crc.update(entry);
            PackedObjectInfo object = new PackedObjectInfo(id);
            object.setOffset(HEADER + (long) body.size());
            object.setCRC((int) crc.getValue());
            object.setType(type);
            objects.put(id, object);
            body.write(entry);
        }
        return id;
    }

    /** Type and length, four bits and then seven in each byte, the last of which is below 128; and the object, deflated. */
    private static byte[] entry(int type, byte[] bytes, int offset, int length) throws IOException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        int first = (type << 4) | (length & 0xf);
        int rest = length >>> 4;
        while (rest != 0) {
            entry.write(first | 0x80);
            first = rest & 0x7f;
            rest >>>= 7;
        }
        entry.write(first);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(entry)) {
            deflated.write(bytes, offset, length);
        }
        return entry.toByteArray();
    }

    /** On disk, and found by everybody who reads the repository, before this returns. */
    @Override
    public void flush() throws IOException {
        if (objects.isEmpty()) {
            return;
        }
        byte[] content = ByteBuffer.allocate(HEADER + body.size())
                .put(Constants.PACK_SIGNATURE)
                .putInt(VERSION)
                .putInt(objects.size())
                .put(body.toByteArray())
                .array();
        byte[] checksum = Constants.newMessageDigest().digest(content);
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        BasePackIndexWriter.createVersion(index, VERSION)
                .write(objects.values().stream().sorted().toList(), checksum);
        // A server that is killed here sweeps it with the next start.
        Path pack = repos.directory(repo).objects().resolve("incoming_" + UUID.randomUUID() + ".pack");
        try {
            DurableFiles.write(pack, content, checksum);
            DurableFiles.write(PackFiles.sibling(pack, "idx"), index.toByteArray());
            repos.accepted(repo).take(repos.base(repo), pack);
        } finally {
            Files.deleteIfExists(PackFiles.sibling(pack, "idx"));
            Files.deleteIfExists(pack);
        }
        objects.clear();
        body.reset();
    }

    @Override
    public void close() {
        loose.close();
    }
}
