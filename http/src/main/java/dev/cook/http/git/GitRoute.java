package dev.cook.http.git;

import dev.cook.domain.PagePath;
import java.util.Optional;

/** What a git client wants of which repository, as its path says; names have several segments, so the end decides. */
sealed interface GitRoute {
    String UPLOAD = "git-upload-pack";
    String RECEIVE = "git-receive-pack";

    /** The refs and abilities before a fetch or push. */
    record Advertisement(String repo, boolean push) implements GitRoute {}

    /** A fetch. */
    record Upload(String repo) implements GitRoute {}

    /** A push. */
    record Receive(String repo) implements GitRoute {}

    /** A client, or a person, that reads the files of a repository one by one, or asks for an unknown service. */
    record Dumb() implements GitRoute {}

    /**
     * Empty where the path is not git's: names of branches may end as git's paths do, and their pages are read without the name
     * of a service.
     */
    static Optional<GitRoute> of(String path, Optional<String> service, boolean read) {
        if (read && service.isEmpty() && path.contains(PagePath.BRANCHES)) {
            return Optional.empty();
        }
        if (PagePath.isContent(path)) {
            return Optional.empty();
        }
        if (path.endsWith("/info/refs")) {
            String repo = without(path, "/info/refs");
            return Optional.of(
                    switch (service.orElse("")) {
                        case UPLOAD -> new Advertisement(repo, false);
                        case RECEIVE -> new Advertisement(repo, true);
                        default -> new Dumb();
                    });
        }
        if (path.endsWith("/" + UPLOAD)) {
            return Optional.of(new Upload(without(path, "/" + UPLOAD)));
        }
        if (path.endsWith("/" + RECEIVE)) {
            return Optional.of(new Receive(without(path, "/" + RECEIVE)));
        }
        return path.contains(".git/HEAD") || path.contains(".git/objects/")
                ? Optional.of(new Dumb())
                : Optional.empty();
    }

    private static String without(String path, String suffix) {
        return path.substring(0, path.length() - suffix.length());
    }
}
