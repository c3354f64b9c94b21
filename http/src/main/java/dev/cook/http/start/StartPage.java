package dev.cook.http.start;

import dev.cook.domain.Repo;
import dev.cook.hooks.BranchStarter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page that starts a branch.
 *
 * @param repos all in which whoever looks may start one
 * @param problems what is wrong, by the names of fields; an empty name stands for the whole
 */
public record StartPage(
        BranchStarter.Offer offer,
        List<Repo> repos,
        StartForm form,
        StartCommands commands,
        Map<String, String> problems) {
    public Optional<String> problem(String field) {
        return Optional.ofNullable(problems.get(field));
    }

    /** The field that somebody wants to be in first. */
    public boolean isFirst(String field) {
        return problems.keySet().stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("prompt")
                .equals(field);
    }

    /** Its number of characters, which are at most as many as its bytes. */
    public int longestPrompt() {
        return offer.promptBytes();
    }
}
