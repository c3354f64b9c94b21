package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.RepoName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where a person looks at something in a browser. */
final class PageAddress {
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    private PageAddress() {}

    /** @param url where browsers find this server, without a slash at the end */
    static String branch(String url, RepoName repo, BranchName branch) {
        return url + "/" + encoded(repo.value()) + "/branches/" + encoded(branch.value());
    }

    private static String encoded(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && PLAIN.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return out.toString();
    }
}
