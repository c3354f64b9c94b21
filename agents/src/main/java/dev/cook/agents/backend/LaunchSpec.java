package dev.cook.agents.backend;

import dev.cook.config.Configuration;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that is needed to launch an environment.
 *
 * @param objects the repository's directory of objects, lent read-only
 * @param tips commits whose whole history is in {@code objects}: git then neither fetches nor walks it
 * @param repo the repository's full URL, {@code ssh://host:port/name}, as people would clone it
 * @param autosaving empty: nothing in it is worth keeping, or it is nobody's session
 * @param bearer what an agent in it proves itself with to its tools; empty: no agent works there
 * @param persistent whose home directory it gets; empty: one of its own
 * @param beside other repositories, checked out beside the main one
 * @param configuration what makes it somebody's own; its files are asked for at the server
 * @param privateKey the environment's own key in OpenSSH's format
 */
public record LaunchSpec(
        EnvironmentId id,
        Path objects,
        List<Oid> tips,
        Variables variables,
        ServerAddress server,
        String repo,
        String privateKey,
        GitIdentity author,
        Checkout checkout,
        Optional<Autosaving> autosaving,
        Optional<String> bearer,
        Optional<PersistentId> persistent,
        List<Beside> beside,
        Optional<Configuration> configuration) {
    private static final Pattern REPO = Pattern.compile("ssh://[^\\p{Cntrl} ]+");

    /**
     * Another repository.
     *
     * @param path below the directory that holds the main work tree
     * @param ref full name of a branch or tag
     */
    public record Beside(String url, String path, String ref) {
        private static final Pattern PLAIN = Pattern.compile("[^\\p{Cntrl} ]+");

        public Beside {
            if (!REPO.matcher(url).matches()
                    || !PLAIN.matcher(path).matches()
                    || !PLAIN.matcher(ref).matches()) {
                throw new IllegalArgumentException("no repository: '" + url + "', '" + path + "', '" + ref + "'");
            }
        }

        /** The directory beside the main work tree that holds it. */
        String top() {
            return path.split("/", 2)[0];
        }
    }

    public LaunchSpec {
        beside = List.copyOf(beside);
        tips = List.copyOf(tips);
        if (!objects.isAbsolute()) {
            throw new IllegalArgumentException("the directory of objects needs an absolute path: " + objects);
        }
        if (!REPO.matcher(repo).matches()) {
            throw new IllegalArgumentException("not the SSH URL of a repository: '" + repo + "'");
        }
        if (!privateKey.startsWith("-----BEGIN ")) {
            throw new IllegalArgumentException("the private key of environment " + id + " is not in OpenSSH's format");
        }
    }

    /** Without the key, the bearer and the variables' values. */
    @Override
    public String toString() {
        return "LaunchSpec[" + id + ", " + repo + ", " + checkout + "]";
    }
}
