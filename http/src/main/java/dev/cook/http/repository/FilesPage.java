package dev.cook.http.repository;

import dev.cook.git.CommitLine;
import dev.cook.git.browse.PathContent;
import java.util.Optional;

/**
 * What a commit holds at a path.
 *
 * @param last the newest commit of the whole history
 * @param document the text of a README, or of the file itself, as it is read
 */
public record FilesPage(Place place, PathContent content, Optional<CommitLine> last, Optional<Document> document) {
    /**
     * A text for people, beside the files or in place of its own source.
     *
     * @param html made harmless; empty: it is plain text
     */
    public record Document(String name, Optional<String> html, String text) {}

    /** The address of this page in another form, such as {@code plain}. */
    public String with(String word) {
        return RepoAddress.with(place.files(), word);
    }
}
