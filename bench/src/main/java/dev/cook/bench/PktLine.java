package dev.cook.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A packet of git's protocol: four hexadecimal digits that count themselves, and what they count.
 *
 * @param kind what it is
 * @param data what it carries; empty for all but {@link Kind#DATA}
 */
@SuppressWarnings("ArrayRecordComponent") // Packets are not compared.
record PktLine(Kind kind, byte[] data) {
    static final String FLUSH = "0000";
    static final String DELIMITER = "0001";

    private static final int DIGITS = 4;

    enum Kind {
        FLUSH,
        DELIMITER,
        RESPONSE_END,
        DATA
    }

    /** A line of text as a packet, without a newline of its own. */
    static String of(String text) {
        return "%04x%s".formatted(text.getBytes(StandardCharsets.UTF_8).length + DIGITS, text);
    }

    static PktLine read(InputStream in) throws IOException {
        byte[] digits = in.readNBytes(DIGITS);
        if (digits.length < DIGITS) {
            throw new EOFException("the answer ends where a packet should begin");
        }
        int length = HexFormat.fromHexDigits(new String(digits, StandardCharsets.US_ASCII));
        return switch (length) {
            case 0 -> new PktLine(Kind.FLUSH, new byte[0]);
            case 1 -> new PktLine(Kind.DELIMITER, new byte[0]);
            case 2 -> new PktLine(Kind.RESPONSE_END, new byte[0]);
            case 3 -> throw new IOException("a packet of 3 bytes");
            default -> {
                byte[] data = in.readNBytes(length - DIGITS);
                if (data.length < length - DIGITS) {
                    throw new EOFException("the answer ends within a packet");
                }
                yield new PktLine(Kind.DATA, data);
            }
        };
    }

    /** All packets before the next flush. */
    static List<PktLine> untilFlush(InputStream in) throws IOException {
        List<PktLine> packets = new ArrayList<>();
        for (PktLine next = read(in); next.kind != Kind.FLUSH; next = read(in)) {
            packets.add(next);
        }
        return packets;
    }

    /** What the packets carry in one band of git's side band, joined. */
    static byte[] band(List<PktLine> packets, int band) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (PktLine packet : packets) {
            if (packet.data.length > 0 && packet.data[0] == band) {
                joined.write(packet.data, 1, packet.data.length - 1);
            }
        }
        return joined.toByteArray();
    }

    /** As text, without the newline at its end. */
    String text() {
        String text = new String(data, StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PktLine line && kind == line.kind && Arrays.equals(data, line.data);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return kind == Kind.DATA ? text() : kind.toString();
    }
}
