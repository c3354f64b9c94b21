package dev.cook.agents.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The part of the tar format that jobs and the server speak: ordinary files with short names. Extensions are refused
 * and not skipped: a general reader would hold a hostile sender's long names and attributes in memory.
 */
public final class Ustar {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;
    private static final int TYPE_AT = 156;

    private Ustar() {}

    public static void write(OutputStream out, String name, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        if (nameBytes.length >= NAME) {
            throw new IllegalArgumentException("too long a name for a tar: " + name);
        }
        put(header, 0, name);
        put(header, 100, "0000600\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, SIZE_AT, String.format(Locale.ROOT, "%011o\0", content.length));
        put(header, 136, "00000000000\0");
        put(header, CHECKSUM_AT, "        ");
        header[TYPE_AT] = '0';
        put(header, 257, "ustar\00000");
        put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", checksum(header)));
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    public static void finish(OutputStream out) throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** The header's sum, with the field of the sum itself counted as blanks. */
    private static int checksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    /** Reads one entry after another. */
    static final class Reader {
        /** The head of an entry; its content must be taken before the next one is asked for. */
        record Entry(String name, long size) {}

        private final InputStream in;
        private long left;
        private int padding;

        Reader(InputStream in) {
            this.in = in;
        }

        /** The next entry, or nothing at the end. */
        Optional<Entry> next() throws IOException {
            if (left != 0) {
                throw new IllegalStateException(left + " bytes of the entry before were not taken");
            }
            exactly(padding);
            byte[] header = exactly(BLOCK);
            if (Arrays.equals(header, new byte[BLOCK])) {
                return Optional.empty();
            }
            if (number(header, CHECKSUM_AT, 8) != checksum(header)) {
                throw new BadReport("not a tar: wrong checksum");
            }
            if (header[TYPE_AT] != '0' && header[TYPE_AT] != 0) {
                throw new BadReport("the tar holds something else than ordinary files");
            }
            left = number(header, SIZE_AT, 12);
            padding = (int) ((BLOCK - left % BLOCK) % BLOCK);
            int end = 0;
            while (end < NAME && header[end] != 0) {
                end++;
            }
            return Optional.of(new Entry(new String(header, 0, end, StandardCharsets.ISO_8859_1), left));
        }

        /** Hands over the content of the entry that was read last. */
        void copyTo(OutputStream out) throws IOException {
            byte[] buffer = new byte[32 * 1024];
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new BadReport.BrokenOff();
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }

        private byte[] exactly(int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new BadReport.BrokenOff();
            }
            return bytes;
        }

        /** An octal number; the binary form for huge files is refused with everything else that is not one. */
        private static long number(byte[] header, int at, int length) {
            String text = new String(header, at, length, StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
            if (text.isEmpty() || text.length() > 12 || !text.chars().allMatch(c -> c >= '0' && c <= '7')) {
                throw new BadReport("not a tar: wrong number");
            }
            return Long.parseLong(text, 8);
        }
    }
}
