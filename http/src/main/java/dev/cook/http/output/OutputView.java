package dev.cook.http.output;

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
        RepoName repo,
        BranchName branch,
        JobId job,
        String what,
        boolean turn,
        List<TerminalLines.Line> lines,
        boolean cut) {}
