package dev.cook.domain;

/** What a commit has at a path. What is there and is no file is told apart from nothing: it must not count as absent. */
public sealed interface TreeEntry {
    /** @param bytes as many of them as were asked for */
    @SuppressWarnings("ArrayRecordComponent") // is read once, and never compared
    record File(byte[] bytes) implements TreeEntry {}

    record Nothing() implements TreeEntry {}

    /** @param kind what it is, with its article: a symbolic link, a directory, a submodule */
    record Other(String kind) implements TreeEntry {}
}
