package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.PagePath;
import dev.cook.domain.RepoName;

/** Where a person looks at something in a browser. */
final class PageAddress {
    private PageAddress() {}

    /** @param url where browsers find this server, without a slash at the end */
    static String branch(String url, RepoName repo, BranchName branch) {
        return url + PagePath.branch(repo, branch);
    }
}
