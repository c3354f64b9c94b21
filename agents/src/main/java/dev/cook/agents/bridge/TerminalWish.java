package dev.cook.agents.bridge;

import dev.cook.agents.output.TerminalSize;
import dev.cook.domain.JobId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a viewer would like to see.
 *
 * @param job whose window it is; empty for a shell
 * @param term kind of the viewer's terminal, as terminfo names it
 * @param title a few words for the line at the bottom
 */
public record TerminalWish(TerminalMode mode, Optional<JobId> job, String term, TerminalSize size, String title) {
    /** These words meet a shell and tmux: nothing in them may mean anything there. */
    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}");

    private static final Pattern NOT_IN_TITLES = Pattern.compile("[^A-Za-z0-9 ._/-]");
    private static final int LONGEST_TITLE = 60;

    /** What nearly every terminal understands. */
    private static final String USUAL_TERM = "xterm-256color";

    public TerminalWish {
        if (job.isEmpty() != (mode == TerminalMode.SHELL)) {
            throw new IllegalArgumentException(mode + " of job " + job);
        }
        term = TERM.matcher(term).matches() ? term : USUAL_TERM;
        title = NOT_IN_TITLES.matcher(title).replaceAll("_");
        title = title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title;
    }
}
