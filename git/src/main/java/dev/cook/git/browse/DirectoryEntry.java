package dev.cook.git.browse;

import dev.cook.domain.Oid;
import org.eclipse.jgit.lib.FileMode;

/**
 * What a directory holds under one name.
 *
 * @param named whether the name is UTF-8, so that an address can hold it
 * @param id the object, or a submodule's commit
 */
public record DirectoryEntry(String name, boolean named, Kind kind, Oid id) {
    /** The word that people read. */
    public enum Kind {
        DIRECTORY("directory"),
        FILE("file"),
        EXECUTABLE("executable file"),
        LINK("symbolic link"),
        SUBMODULE("submodule");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Kind of(int mode) {
            return switch (mode & FileMode.TYPE_MASK) {
                case FileMode.TYPE_TREE -> DIRECTORY;
                case FileMode.TYPE_SYMLINK -> LINK;
                case FileMode.TYPE_GITLINK -> SUBMODULE;
                default -> (mode & 0111) == 0 ? FILE : EXECUTABLE;
            };
        }
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
