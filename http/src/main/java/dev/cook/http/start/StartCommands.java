package dev.cook.http.start;

import dev.cook.domain.RepoName;
import dev.cook.http.exchange.Site;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands that do the same as a form, for a POSIX shell in any git repository.
 *
 * @param fetch brings the commit to start from
 * @param push starts the branch
 * @param oneLine whether the prompt had to become one line: git sends no option with several
 */
public record StartCommands(String fetch, String push, boolean oneLine) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    static StartCommands of(StartForm form, RepoName repo, Site site) {
        String url = site.cloneOverSsh(repo);
        String options = form.options().stream()
                .map(option -> " \\\n    -o " + quoted(option.replaceAll("\\s*\\n\\s*", " ")))
                .collect(Collectors.joining());
        return new StartCommands(
                "git fetch " + quoted(url) + " " + quoted("refs/heads/" + form.base()),
                "git push " + quoted(url) + " " + quoted("FETCH_HEAD:refs/heads/" + form.branch()) + options,
                form.prompt().contains("\n"));
    }

    public List<String> lines() {
        return List.of(fetch, push);
    }

    /** A word of a shell. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
