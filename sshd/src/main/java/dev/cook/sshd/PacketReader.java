package dev.cook.sshd;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads git's packets: four hex digits that say how long each is, and what is in it. */
final class PacketReader {
    /** The longest packet, with the digits of its length. */
    private static final int LONGEST = 65_520;

    private static final int DIGITS = 4;

    private static final int FLUSH = 0;
    private static final int DELIMITER = 1;

    private final InputStream in;

    PacketReader(InputStream in) {
        this.in = in;
    }

    /** What came. */
    sealed interface Packet {
        @SuppressWarnings("ArrayRecordComponent") // is used once, where it was read
        record Data(byte[] bytes) implements Packet {}

        record Delimiter() implements Packet {}

        record Flush() implements Packet {}
    }

    /** A client that does not speak like git. */
    static final class Garbled extends IOException {
        private static final long serialVersionUID = 1;

        Garbled(String message) {
            super(message);
        }
    }

    /** The next packet; empty: the client has said all. */
    Optional<Packet> read() throws IOException {
        byte[] digits = in.readNBytes(DIGITS);
        if (digits.length == 0) {
            return Optional.empty();
        }
        int length = length(digits);
        return switch (length) {
            case FLUSH -> Optional.of(new Packet.Flush());
            case DELIMITER -> Optional.of(new Packet.Delimiter());
            default -> {
                if (length < DIGITS || length > LONGEST) {
                    throw new Garbled("a packet cannot have the length " + length);
                }
                byte[] bytes = in.readNBytes(length - DIGITS);
                if (bytes.length < length - DIGITS) {
                    throw new EOFException("the client hung up in the middle of a packet");
                }
                yield Optional.of(new Packet.Data(bytes));
            }
        };
    }

    private static int length(byte[] digits) throws Garbled {
        int length = 0;
        for (byte digit : digits) {
            int value = Character.digit(digit, 16);
            if (value < 0 || digits.length < DIGITS) {
                throw new Garbled("this is not git's protocol");
            }
            length = length * 16 + value;
        }
        return length;
    }

    /** The bytes of the packets up to the next flush. */
    InputStream untilFlush() {
        return new InputStream() {
            private byte[] piece = new byte[0];
            private int at;
            private boolean over;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                while (!over && at == piece.length) {
                    switch (PacketReader.this.read().orElseThrow(() -> new EOFException("the client hung up"))) {
                        case Packet.Data(byte[] bytes) -> {
                            piece = bytes;
                            at = 0;
                        }
                        case Packet.Flush() -> over = true;
                        case Packet.Delimiter() -> throw new Garbled("a delimiter has no place among data");
                    }
                }
                if (over) {
                    return -1;
                }
                int n = Math.min(length, piece.length - at);
                System.arraycopy(piece, at, into, offset, n);
                at += n;
                return n;
            }
        };
    }
}
