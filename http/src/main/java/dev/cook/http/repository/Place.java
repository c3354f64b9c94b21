package dev.cook.http.repository;

import dev.cook.domain.Caller;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.git.Revisions;
import java.util.ArrayList;
import java.util.List;

/**
 * Where somebody is in a repository.
 *
 * @param caller who may read it
 * @param path empty: at the top
 */
public record Place(Caller.AccountCaller caller, Repo repo, Revisions.Named at, String path) {
    /** A part of a path that can be opened. */
    public record Step(String name, String address) {}

    public RepoName name() {
        return repo.name();
    }

    public String revision() {
        return at.name();
    }

    public String files() {
        return RepoAddress.files(name(), revision(), path);
    }

    public String files(String other) {
        return RepoAddress.files(name(), revision(), other);
    }

    public String child(String entry) {
        return path.isEmpty() ? entry : path + "/" + entry;
    }

    /** The same place under the commit's id, which stays when the branch moves. */
    public String permanent() {
        return RepoAddress.files(name(), at.commit().hex(), path);
    }

    /** The directories on the way, from the top. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String directory = path.substring(0, slash);
            steps.add(new Step(directory.substring(directory.lastIndexOf('/') + 1), files(directory)));
        }
        return steps;
    }

    /** The last part of the path. */
    public String last() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
