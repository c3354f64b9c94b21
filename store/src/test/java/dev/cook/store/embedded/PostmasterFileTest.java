package dev.cook.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PostmasterFileTest {
    @Test
    void aServerThatTakesConnectionsIsReady() {
        assertThat(PostmasterFile.parse(List.of(
                        "4711", "/data/cluster", "1790000000", "35001", "", "127.0.0.1", "  12 34", "ready   ")))
                .contains(new PostmasterFile(4711, 35001, true));
    }

    @Test
    void aServerThatStartsOrStopsIsNot() {
        assertThat(PostmasterFile.parse(List.of(
                        "4711", "/data/cluster", "1790000000", "35001", "", "127.0.0.1", "  12 34", "stopping")))
                .contains(new PostmasterFile(4711, 35001, false));
        assertThat(PostmasterFile.parse(List.of("4711", "/data/cluster"))).contains(new PostmasterFile(4711, 0, false));
    }

    @Test
    void aHalfWrittenFileTellsNothing() {
        assertThat(PostmasterFile.parse(List.of())).isEmpty();
        assertThat(PostmasterFile.parse(List.of(""))).isEmpty();
    }
}
