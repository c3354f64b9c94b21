package dev.cook.http.output;

import dev.cook.agents.transcript.Conversation;
import dev.cook.domain.BranchName;
import dev.cook.domain.JobId;
import dev.cook.domain.RepoName;
import java.util.List;

/**
 * What a job wrote, on a page of its own.
 *
 * @param what such as {@code turn 2 of claude}
 * @param turn whether an agent worked in it, whose terminal may hold more than the text of its turn
 * @param cut whether its beginning is not shown, or the server dropped some of it
 */
public record OutputView(
        RepoName repo, BranchName branch, JobId job, String what, boolean turn, Content content, boolean cut) {
    /** In which form it is read. */
    public sealed interface Content {
        /** Its last lines, of a job that still runs, or as text. */
        record Lines(List<TerminalLines.Line> lines) implements Content {
            public Lines {
                lines = List.copyOf(lines);
            }
        }

        /** A log that is over, with the numbers of its lines. */
        record Log(LogWindow window) implements Content {}

        /** The turn of an agent that reports what it does. */
        record Turn(Conversation conversation) implements Content {}
    }
}
