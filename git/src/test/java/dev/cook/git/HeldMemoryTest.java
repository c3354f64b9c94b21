package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.junit.jupiter.api.Test;

class HeldMemoryTest {
    private static final int KIB = 1024;

    private final HeldMemory memory = new HeldMemory(100 * KIB);

    @Test
    void whatIsNotHeldDoesNotCountHoweverMuchItIs() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            memory.add(new byte[KIB]);
        }
    }

    @Test
    void moreThanMayBeHeldAtOnceIsRefused() {
        List<byte[]> held = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (held.size() < 1_000) {
                        byte[] content = new byte[KIB];
                        held.add(content);
                        memory.add(content);
                    }
                })
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("takes more than 102400 bytes of memory");
        assertThat(held).hasSizeBetween(101, 201);
    }
}
