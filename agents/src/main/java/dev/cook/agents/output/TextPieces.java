package dev.cook.agents.output;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 that comes in pieces cut anywhere; what is not UTF-8 becomes U+FFFD. */
final class TextPieces {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] rest = {};

    /** The text of all bytes so far but those that may begin a character. */
    String next(byte[] bytes) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + bytes.length)
                .put(rest)
                .put(bytes)
                .flip();
        String text = decode(in, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        return text;
    }

    String end() {
        ByteBuffer in = ByteBuffer.wrap(rest);
        rest = new byte[0];
        return decode(in, true);
    }

    private String decode(ByteBuffer in, boolean last) {
        // Never more characters than bytes.
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, last);
        if (last) {
            decoder.flush(out);
            decoder.reset();
        }
        return out.flip().toString();
    }
}
