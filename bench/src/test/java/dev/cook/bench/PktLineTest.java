package dev.cook.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PktLineTest {
    @Test
    void aPacketCountsItselfInBytes() {
        assertThat(PktLine.of("peel\n")).isEqualTo("0009peel\n");
        assertThat(PktLine.of("ü")).isEqualTo("0006ü");
    }

    @Test
    void packetsAreReadUpToTheFlushAndNotBeyondIt() throws IOException {
        InputStream in = stream(PktLine.of("one\n") + PktLine.DELIMITER + PktLine.of("two") + PktLine.FLUSH + "rest");

        assertThat(PktLine.untilFlush(in).stream().map(PktLine::toString)).containsExactly("one", "DELIMITER", "two");
        assertThat(in.readAllBytes()).isEqualTo("rest".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anAnswerThatIsCutShortFails() {
        assertThatThrownBy(() -> PktLine.untilFlush(stream(PktLine.of("one")))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> PktLine.read(stream("0009pee"))).isInstanceOf(EOFException.class);
    }

    @Test
    void aBandIsJoinedFromItsPackets() throws IOException {
        List<PktLine> packets = PktLine.untilFlush(
                stream(PktLine.of("\1PA") + PktLine.of("\2progress") + PktLine.of("\1CK") + PktLine.FLUSH));

        assertThat(new String(PktLine.band(packets, 1), StandardCharsets.US_ASCII))
                .isEqualTo("PACK");
        assertThat(new String(PktLine.band(packets, 2), StandardCharsets.US_ASCII))
                .isEqualTo("progress");
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
