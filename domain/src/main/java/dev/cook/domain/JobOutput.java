package dev.cook.domain;

/**
 * What a job wrote to its terminal.
 *
 * @param output raw bytes, escape sequences and all; not to be shown as they are
 * @param recording the same with times, as asciicast v3
 * @param cut whether output beyond the limit was dropped
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares outputs
public record JobOutput(byte[] output, byte[] recording, boolean cut) {
    public static final JobOutput NONE = new JobOutput(new byte[0], new byte[0], false);
}
