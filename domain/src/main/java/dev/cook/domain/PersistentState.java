package dev.cook.domain;

import java.util.Locale;

/** Whether sessions may work in a persistent environment. Whether one does, its environments tell. */
public enum PersistentState {
    /** The next session that asks for it gets it. */
    OPEN,
    /** A person stopped it: nothing runs in it, its files stay, and who asks for it waits. */
    STOPPED,
    /** A person destroyed it, and its files go. */
    DESTROYED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
