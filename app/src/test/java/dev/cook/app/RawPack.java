package dev.cook.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A pack made by hand, byte by byte, so that it may hold what no git writes. Ids are counted as git counts them. */
final class RawPack {
    static final int COMMIT = 1;
    static final int TREE = 2;
    static final int BLOB = 3;
    static final int TAG = 4;
    private static final int OFFSET_DELTA = 6;
    private static final int HEADER = 12;

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private int objects;
    private int last;

    /** Adds an object as it is and answers its id. */
    String object(int type, byte[] content) {
        begin(type, content.length);
        deflate(content);
        return id(type, content);
    }

    String blob(String text) {
        return object(BLOB, bytes(text));
    }

    String tree(byte[]... treeEntries) {
        return object(TREE, joined(treeEntries));
    }

    String commit(String tree, String... parents) {
        return saying(tree, "hostile", parents);
    }

    String saying(String tree, String message, String... parents) {
        StringBuilder text = new StringBuilder("tree " + tree + "\n");
        for (String parent : parents) {
            text.append("parent ").append(parent).append('\n');
        }
        return object(COMMIT, bytes(text + """
                author Eve <eve@example.org> 1700000000 +0000
                committer Eve <eve@example.org> 1700000000 +0000

                %s
                """.formatted(message)));
    }

    String tag(String object, String type) {
        return tagSaying(object, type, "hostile");
    }

    String tagSaying(String object, String type, String message) {
        return object(TAG, bytes("""
                object %s
                type %s
                tag t
                tagger Eve <eve@example.org> 1700000000 +0000

                %s
                """.formatted(object, type, message)));
    }

    /** A commit with one file of this name and content. */
    String commitOf(String mode, String name, String content) {
        return commit(tree(entry(mode, name, blob(content))));
    }

    /** Adds a delta against the entry before it. */
    void deltaOfLast(byte[] delta) {
        int base = last;
        begin(OFFSET_DELTA, delta.length);
        distance(last - base);
        deflate(delta);
    }

    /** Adds a small blob, and that many deltas after it, each against the one before. */
    void chain(int deltas) {
        blob("base");
        for (int i = 0; i < deltas; i++) {
            // Each differs: an object may be in a pack once.
            deltaOfLast(delta(i == 0 ? 4 : 14, 14, copy(4), insert("%010d".formatted(objects))));
        }
    }

    /** Adds an object that says it has another size than it has. */
    void claiming(int type, long size, byte[] content) {
        begin(type, size);
        deflate(content);
    }

    /** Adds a blob of that many zeros without ever holding them. */
    void zeros(long size) {
        begin(BLOB, size);
        byte[] some = new byte[1 << 16];
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(entries, new Deflater(9), some.length)) {
            for (long left = size; left > 0; left -= some.length) {
                deflate.write(some, 0, (int) Math.min(left, some.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return bytes(objects);
    }

    /** The same, announcing another number of objects. */
    byte[] bytes(int announced) {
        byte[] content = joined(header(announced), entries.toByteArray());
        return joined(content, sha1(content));
    }

    /** The first bytes of a pack. */
    static byte[] header(int announced) {
        return ByteBuffer.allocate(HEADER)
                .put(bytes("PACK"))
                .putInt(2)
                .putInt(announced)
                .array();
    }

    static byte[] entry(String mode, String name, String id) {
        return joined(bytes(mode + " " + name + "\0"), HexFormat.of().parseHex(id));
    }

    /** A delta's bytes: the sizes that it claims, and instructions. */
    static byte[] delta(long base, long result, byte[]... instructions) {
        return joined(size(base), size(result), joined(instructions));
    }

    /** An instruction that copies from the start of the base: at most 16 MiB. */
    static byte[] copy(int length) {
        return new byte[] {(byte) 0xF0, (byte) length, (byte) (length >> 8), (byte) (length >> 16)};
    }

    /** An instruction that adds these bytes: at most 127. */
    static byte[] insert(String text) {
        byte[] literal = bytes(text);
        return joined(new byte[] {(byte) literal.length}, literal);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private void begin(int type, long size) {
        last = entries.size();
        objects++;
        int head = (type << 4) | (int) (size & 0xF);
        for (long left = size >>> 4; left > 0; left >>>= 7) {
            entries.write(head | 0x80);
            head = (int) (left & 0x7F);
        }
        entries.write(head);
    }

    private void distance(int back) {
        byte[] reversed = new byte[10];
        int at = reversed.length - 1;
        reversed[at] = (byte) (back & 0x7F);
        for (int left = back >>> 7; left > 0; left >>>= 7) {
            left--;
            at--;
            reversed[at] = (byte) (0x80 | (left & 0x7F));
        }
        entries.write(reversed, at, reversed.length - at);
    }

    private void deflate(byte[] content) {
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(entries)) {
            deflate.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] size(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = value;
        while (left > 0x7F) {
            out.write((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }

    static String id(int type, byte[] content) {
        String name =
                switch (type) {
                    case COMMIT -> "commit";
                    case TREE -> "tree";
                    case BLOB -> "blob";
                    default -> "tag";
                };
        return HexFormat.of().formatHex(sha1(joined(bytes(name + " " + content.length + "\0"), content)));
    }

    private static byte[] sha1(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
