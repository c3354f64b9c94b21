package dev.cook.agents.bridge;

import java.util.List;

/** What tmux says in control mode, as far as Cook listens. */
sealed interface TmuxEvent {
    /** What a pane's program wrote, as raw bytes; {@code pane} looks like {@code %3}. */
    final class Output implements TmuxEvent {
        private final String pane;
        private final byte[] bytes;

        /** Keeps the bytes themselves, not a copy: nobody changes them. */
        Output(String pane, byte[] bytes) {
            this.pane = pane;
            this.bytes = bytes;
        }

        String pane() {
            return pane;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** The answer to one command; {@code ours} if this client sent it. */
    record Reply(boolean ok, boolean ours, List<String> lines) implements TmuxEvent {}

    /** Windows came, went or were renamed: what was known of them is out of date. */
    record WindowsChanged() implements TmuxEvent {}

    /** tmux lets go of this client. */
    record Exit(String reason) implements TmuxEvent {}
}
