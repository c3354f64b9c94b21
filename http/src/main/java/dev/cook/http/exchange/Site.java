package dev.cook.http.exchange;

import dev.cook.domain.BranchName;
import dev.cook.domain.JobId;
import dev.cook.domain.PagePath;
import dev.cook.domain.RepoName;
import dev.cook.domain.SessionId;
import java.net.URI;
import java.util.Optional;

/**
 * The addresses that pages show and link to.
 *
 * @param url how clients reach the pages, without a slash at the end
 */
public record Site(String url, String sshHost, int sshPort) {
    /** What begins the address of a browser's terminal. */
    public static final String TERMINALS = "/_/terminal/";

    private static final int SSH = 22;

    /** Whether browsers reach it over TLS, so that its cookie must never travel without. */
    public boolean secure() {
        return url.startsWith("https:");
    }

    /** Whether browsers take what comes from there for what the server sent: over TLS, or from this machine itself. */
    public boolean isTrustworthy() {
        String host = Optional.ofNullable(URI.create(url).getHost()).orElse("");
        return secure() || host.matches("localhost|.*[.]localhost|127[.][0-9.]+|\\[::1]");
    }

    /** Scheme, host and port, as a browser's Origin header gives them. */
    public String origin() {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    /** The path at which a proxy has the pages, such as {@code /cook}; empty where they are at the root. */
    public String base() {
        return Optional.ofNullable(URI.create(url).getPath()).orElse("");
    }

    /**
     * The name for which browsers keep passkeys; empty where they keep none: at an address that is a number, or without TLS, but for
     * this machine itself.
     */
    public Optional<String> passkeyDomain() {
        String host = Optional.ofNullable(URI.create(url).getHost()).orElse("");
        boolean isName = host.matches("(?i)(?=.*[a-z])[a-z0-9.-]+") && !host.endsWith(".");
        boolean isHere = host.equals("localhost") || host.endsWith(".localhost");
        return isName && (secure() || isHere) ? Optional.of(host) : Optional.empty();
    }

    /** The command in front of one of Cook's own, for instance of {@code login}. */
    public String ssh() {
        return sshPort == SSH ? "ssh " + sshHost : "ssh -p " + sshPort + " " + sshHost;
    }

    /** What somebody with the land role runs to let a branch land. */
    public String land(RepoName repo, BranchName branch) {
        return ssh() + " branch land " + repo + " " + branch;
    }

    /** What somebody with the land role runs to let a branch go that is on hold. */
    public String release(RepoName repo, BranchName branch) {
        return ssh() + " branch hold " + repo + " " + branch + " --release";
    }

    /** What somebody runs to read what a session writes while it works. */
    public String watch(SessionId session) {
        return ssh() + " session log " + session + " --follow";
    }

    /** What somebody runs to answer a session that asks. */
    public String answer(SessionId session) {
        return ssh() + " session say " + session + " '\"…\"'";
    }

    public String cloneOverHttp(RepoName repo) {
        return url + "/" + repo + ".git";
    }

    public String cloneOverSsh(RepoName repo) {
        String host = sshHost.contains(":") ? "[" + sshHost + "]" : sshHost;
        return "ssh://" + host + (sshPort == SSH ? "" : ":" + sshPort) + "/" + repo + ".git";
    }

    public static String repo(RepoName repo) {
        return PagePath.repo(repo);
    }

    public static String branch(RepoName repo, BranchName branch) {
        return PagePath.branch(repo, branch);
    }

    public static String output(JobId job) {
        return "/_/output/" + job;
    }

    /** Where a browser's terminal of a job is. */
    public static String terminal(JobId job) {
        return TERMINALS + job;
    }

    public static String encoded(String path) {
        return PagePath.encoded(path);
    }
}
