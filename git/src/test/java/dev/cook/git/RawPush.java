package dev.cook.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;

/** A push as bytes, with a pack of one commit and nothing that it needs: no honest client sends that. */
final class RawPush {
    private RawPush() {}

    static void write(Repository client, ByteArrayOutputStream to, ObjectId commit, String ref) throws IOException {
        PacketLineOut lines = new PacketLineOut(to);
        lines.writeString(ObjectId.zeroId().name() + " " + commit.name() + " " + ref + "\0 report-status\n");
        lines.end();
        byte[] content = client.open(commit).getBytes();
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        pack.write("PACK".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        pack.write(ByteBuffer.allocate(8).putInt(2).putInt(1).array());
        int size = content.length;
        int head = (Constants.OBJ_COMMIT << 4) | (size & 0xF);
        for (size >>>= 4; size > 0; size >>>= 7) {
            pack.write(head | 0x80);
            head = size & 0x7F;
        }
        pack.write(head);
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(pack)) {
            deflate.write(content);
        }
        MessageDigest digest = Constants.newMessageDigest();
        byte[] bytes = pack.toByteArray();
        to.write(bytes);
        to.write(digest.digest(bytes));
    }
}
