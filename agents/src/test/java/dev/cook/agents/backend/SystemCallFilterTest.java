package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Runs the filter as the kernel does. */
class SystemCallFilterTest {
    private static final int X86_64 = 0xc000003e;
    private static final String ALLOWED = "allowed";
    private static final String EPERM = "error 1";
    private static final String ENOSYS = "error 38";

    private static String decide(byte[] program, int architecture, int number, int argument) {
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int loaded = 0;
        for (int at = 0; ; at++) {
            int what = code.getShort(at * 8) & 0xffff;
            int ifTrue = code.get(at * 8 + 2) & 0xff;
            int ifFalse = code.get(at * 8 + 3) & 0xff;
            int value = code.getInt(at * 8 + 4);
            switch (what) {
                case 0x20 -> loaded = value == 0 ? number : value == 4 ? architecture : argument;
                case 0x15 -> at += loaded == value ? ifTrue : ifFalse;
                case 0x35 -> at += Integer.compareUnsigned(loaded, value) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (loaded & value) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return value == 0x7fff0000 ? ALLOWED : "error " + (value & 0xffff);
                }
                default -> throw new AssertionError("no such instruction " + what);
            }
        }
    }

    private static String decide(int number, int argument) {
        return decide(SystemCallFilter.of("amd64", false), X86_64, number, argument);
    }

    @Test
    void whatProgramsNeedIsAllowed() {
        // read, clone of a process and of a thread, socket of Unix, ptrace, personality that asks, landlock
        assertThat(decide(0, 0)).isEqualTo(ALLOWED);
        assertThat(decide(56, 0x1200011)).isEqualTo(ALLOWED);
        assertThat(decide(56, 0x3d0f00)).isEqualTo(ALLOWED);
        assertThat(decide(41, 1)).isEqualTo(ALLOWED);
        assertThat(decide(101, 0)).isEqualTo(ALLOWED);
        assertThat(decide(135, 0xffffffff)).isEqualTo(ALLOWED);
        assertThat(decide(444, 0)).isEqualTo(ALLOWED);
    }

    @Test
    void whatAdministersOrHasAHistoryIsRefused() {
        // mount, unshare, setns, bpf, keyctl, userfaultfd, io_uring_setup, perf_event_open, open_by_handle_at
        for (int number : new int[] {165, 272, 308, 321, 250, 323, 425, 298, 304}) {
            assertThat(decide(number, 0)).as("call %d", number).isEqualTo(EPERM);
        }
        assertThat(decide(56, 0x10000011)).as("clone of a user namespace").isEqualTo(EPERM);
        assertThat(decide(435, 0)).as("clone3").isEqualTo(ENOSYS);
        assertThat(decide(41, 40)).as("a socket to the machine below").isEqualTo(EPERM);
        assertThat(decide(135, 0x40000))
                .as("a personality without random addresses")
                .isEqualTo(EPERM);
    }

    @Test
    void callsOfOtherArchitecturesDoNotExist() {
        byte[] program = SystemCallFilter.of("amd64", false);
        assertThat(decide(program, 0x40000003, 4, 0)).isEqualTo(ENOSYS);
        assertThat(decide(program, X86_64, 0x40000000 | 1, 0)).isEqualTo(ENOSYS);
        assertThat(decide(SystemCallFilter.of("aarch64", false), 0xc00000b7, 97, 0))
                .isEqualTo(EPERM);
        assertThatThrownBy(() -> SystemCallFilter.of("riscv64", false)).isInstanceOf(CannotLaunch.class);
    }

    @Test
    void whereItIsAskedForNamespacesMayBeMadeAndTheRestIsRefusedAsElsewhere() {
        byte[] program = SystemCallFilter.of("amd64", true);
        assertThat(decide(program, X86_64, 272, 0x10000000)).isEqualTo(ALLOWED);
        assertThat(decide(program, X86_64, 56, 0x10000011)).isEqualTo(ALLOWED);
        assertThat(decide(program, X86_64, 165, 0)).isEqualTo(ALLOWED);
        assertThat(decide(program, X86_64, 321, 0)).isEqualTo(EPERM);
    }
}
