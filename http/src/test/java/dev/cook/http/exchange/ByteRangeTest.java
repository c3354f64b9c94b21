package dev.cook.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
    private static ByteRange of(String header) {
        return ByteRange.of(Optional.of(header), 10);
    }

    @Test
    void readsOneRange() {
        assertThat(of("bytes=0-3")).isEqualTo(new ByteRange.Part(0, 4));
        assertThat(of("bytes=4-")).isEqualTo(new ByteRange.Part(4, 6));
        assertThat(of("bytes=4-99")).isEqualTo(new ByteRange.Part(4, 6));
        assertThat(of("bytes=-3")).isEqualTo(new ByteRange.Part(7, 3));
        assertThat(of("bytes=-99")).isEqualTo(new ByteRange.Part(0, 10));
    }

    @Test
    void tellsWhatLiesOutside() {
        assertThat(of("bytes=10-")).isEqualTo(new ByteRange.Outside());
        assertThat(of("bytes=-0")).isEqualTo(new ByteRange.Outside());
        assertThat(ByteRange.of(Optional.of("bytes=0-"), 0)).isEqualTo(new ByteRange.Outside());
    }

    @Test
    void answersWithAllWhereTheHeaderSaysNothingThatIsServed() {
        for (String header :
                new String[] {"", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"}) {
            assertThat(of(header)).as(header).isEqualTo(new ByteRange.All());
        }
        assertThat(ByteRange.of(Optional.empty(), 10)).isEqualTo(new ByteRange.All());
    }
}
