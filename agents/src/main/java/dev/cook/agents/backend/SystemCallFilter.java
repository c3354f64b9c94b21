package dev.cook.agents.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The program with which the kernel decides about each system call of a sandbox (classic BPF, as seccomp(2) takes it). It
 * refuses those that administer a machine, load code into its kernel, look at what is not the caller's, or have a history of
 * holes that a sandbox has no need to be near: the list is the one that Docker publishes for its containers.
 */
final class SystemCallFilter {
    /** What a call that is refused gets: the same as without the right to it. */
    private static final int EPERM = 1;
    /** What makes a C library use the older call, whose flags can be seen. */
    private static final int ENOSYS = 38;

    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;

    // Instructions: load a word, jump if equal, if greater or equal, if a bit is set, return.
    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_GREATER_OR_EQUAL = 0x35;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    // Where the kernel puts what is asked about.
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    /** The flags of clone(2) that make namespaces: of mounts, cgroups, names, IPC, users, processes, network. */
    private static final int NAMESPACES = 0x7e020000;

    /** Sockets to the machine below a virtual one. */
    private static final int AF_VSOCK = 40;
    /** Numbers from here on are of x32, a second way to call the same on x86-64. */
    private static final int X32 = 0x40000000;

    /** The personalities that change nothing of how memory is laid out; all bits ask what it is. */
    private static final List<Integer> PERSONALITIES = List.of(0, 0x8, 0x20000, 0x20008, 0xffffffff);

    /** The processors whose numbers are in the table, as the kernel calls them. */
    private enum Processor {
        X86_64(0xc000003e, 2),
        AARCH64(0xc00000b7, 3);

        private final int architecture;
        private final int column;

        /** @param column where its numbers are in the table */
        Processor(int architecture, int column) {
            this.architecture = architecture;
            this.column = column;
        }

        /** The numbers of one kind of calls, by name. */
        Map<String, Integer> numbers(String kind) {
            Map<String, Integer> numbers = new TreeMap<>();
            for (String line : Scripts.text("system-calls").lines().toList()) {
                List<String> words = List.of(line.split(" "));
                if (words.getFirst().equals(kind) && !words.get(column).equals("-")) {
                    numbers.put(words.get(1), Integer.parseInt(words.get(column)));
                }
            }
            return numbers;
        }
    }

    private final ByteBuffer program = ByteBuffer.allocate(8 * 1024).order(ByteOrder.nativeOrder());

    private SystemCallFilter() {}

    /**
     * For the processor that this runs on.
     *
     * @param userNamespaces whether what runs in the sandbox may make namespaces
     * @throws CannotLaunch if nobody has written down the numbers of its system calls
     */
    static byte[] here(boolean userNamespaces) {
        return of(System.getProperty("os.arch"), userNamespaces);
    }

    /** @param architecture as Java calls it */
    static byte[] of(String architecture, boolean userNamespaces) {
        Processor processor =
                switch (architecture) {
                    case "amd64" -> Processor.X86_64;
                    case "aarch64" -> Processor.AARCH64;
                    default ->
                        throw new CannotLaunch(
                                "Cook cannot filter the system calls of a sandbox on a processor of the kind "
                                        + architecture
                                        + ", only on amd64 and aarch64: use another backend than \"local\"");
                };
        return new SystemCallFilter().of(processor, userNamespaces);
    }

    private byte[] of(Processor processor, boolean userNamespaces) {
        Map<String, Integer> lookedAt = processor.numbers("looked-at");
        put(LOAD, 0, 0, ARCHITECTURE);
        put(IF_EQUAL, 1, 0, processor.architecture);
        // Programs of the processor's older modes: their calls have other numbers.
        put(RETURN, 0, 0, ERRNO | ENOSYS);
        put(LOAD, 0, 0, NUMBER);
        put(IF_GREATER_OR_EQUAL, 0, 1, X32);
        put(RETURN, 0, 0, ERRNO | ENOSYS);
        List<Integer> refused = new ArrayList<>(processor.numbers("refused").values());
        if (!userNamespaces) {
            refused.addAll(processor.numbers("namespaces").values());
        }
        for (int number : refused) {
            put(IF_EQUAL, 0, 1, number);
            put(RETURN, 0, 0, ERRNO | EPERM);
        }
        if (!userNamespaces) {
            // Its flags lie in memory, where nobody here can look.
            put(IF_EQUAL, 0, 1, number(lookedAt, "clone3"));
            put(RETURN, 0, 0, ERRNO | ENOSYS);
            put(IF_EQUAL, 0, 4, number(lookedAt, "clone"));
            put(LOAD, 0, 0, FIRST_ARGUMENT);
            put(IF_ANY_BIT, 0, 1, NAMESPACES);
            put(RETURN, 0, 0, ERRNO | EPERM);
            put(RETURN, 0, 0, ALLOW);
        }
        put(IF_EQUAL, 0, 4, number(lookedAt, "socket"));
        put(LOAD, 0, 0, FIRST_ARGUMENT);
        put(IF_EQUAL, 0, 1, AF_VSOCK);
        put(RETURN, 0, 0, ERRNO | EPERM);
        put(RETURN, 0, 0, ALLOW);
        put(IF_EQUAL, 0, 2 + 2 * PERSONALITIES.size(), number(lookedAt, "personality"));
        put(LOAD, 0, 0, FIRST_ARGUMENT);
        for (int personality : PERSONALITIES) {
            put(IF_EQUAL, 0, 1, personality);
            put(RETURN, 0, 0, ALLOW);
        }
        put(RETURN, 0, 0, ERRNO | EPERM);
        put(RETURN, 0, 0, ALLOW);
        byte[] bytes = new byte[program.position()];
        program.flip().get(bytes);
        return bytes;
    }

    private static int number(Map<String, Integer> numbers, String name) {
        return Objects.requireNonNull(numbers.get(name), name);
    }

    /** One instruction; a jump passes over so many of those that follow. */
    private void put(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }
}
