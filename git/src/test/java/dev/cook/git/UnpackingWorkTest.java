package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jgit.errors.CorruptObjectException;
import org.junit.jupiter.api.Test;

class UnpackingWorkTest {
    @Test
    void aSmallPushMayUnpackToMuchButNotToAnything() throws Exception {
        UnpackingWork work = new UnpackingWork(() -> 5, 1_000_000);
        work.add(1_000_000);
        work.add(5_000);
        assertThatThrownBy(() -> work.add(1))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("more than 1000 times its size");
    }

    @Test
    void aLargePushMayUnpackToMore() throws Exception {
        UnpackingWork work = new UnpackingWork(() -> 1_000_000, 1_000);
        work.add(500_000_000);
        work.add(500_000_000);
    }
}
