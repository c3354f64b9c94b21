package dev.cook.git.diff;

/** Whether lines that differ in blanks and tabs only count as changed. */
public enum Whitespace {
    SHOWN,
    IGNORED
}
