package dev.cook.sshd.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What somebody meant who typed a command that there is not: a word from git, gh or docker, or a slip. Pure. */
final class Suggestions {
    /** Words of other tools, and what they are here; the first that exists is offered. */
    private static final Map<String, List<String>> SYNONYMS = Map.ofEntries(
            Map.entry("ls", List.of("list", "repo list", "branch list")),
            Map.entry("ps", List.of("list", "session list")),
            Map.entry("rm", List.of("remove", "revoke", "destroy", "abandon")),
            Map.entry("delete", List.of("remove", "revoke", "destroy", "abandon")),
            Map.entry("close", List.of("abandon")),
            Map.entry("merge", List.of("land", "branch land")),
            Map.entry("queue", List.of("land")),
            Map.entry("release", List.of("hold")),
            Map.entry("unhold", List.of("hold")),
            Map.entry("logs", List.of("log", "session log", "gate log")),
            Map.entry("log", List.of("session log", "gate log", "event tail")),
            Map.entry("output", List.of("log")),
            Map.entry("status", List.of("show", "queue show", "branch list")),
            Map.entry("view", List.of("show")),
            Map.entry("info", List.of("show")),
            Map.entry("get", List.of("show")),
            Map.entry("new", List.of("create", "add")),
            Map.entry("add", List.of("create")),
            Map.entry("create", List.of("add")),
            Map.entry("stop", List.of("kill", "env stop")),
            Map.entry("cancel", List.of("kill", "abandon")),
            Map.entry("restart", List.of("resume", "run")),
            Map.entry("continue", List.of("resume")),
            Map.entry("message", List.of("say")),
            Map.entry("exec", List.of("attach")),
            Map.entry("retry", List.of("run", "gate run")),
            Map.entry("why", List.of("explain", "queue explain")),
            Map.entry("agent", List.of("session")),
            Map.entry("agents", List.of("session")),
            Map.entry("user", List.of("account")),
            Map.entry("users", List.of("account")),
            Map.entry("project", List.of("repo")),
            Map.entry("repository", List.of("repo")),
            Map.entry("environment", List.of("env")),
            Map.entry("cost", List.of("usage")),
            Map.entry("events", List.of("event")),
            Map.entry("archive", List.of("fossil")),
            Map.entry("archives", List.of("fossil")),
            Map.entry("pr", List.of("branch")),
            Map.entry("run", List.of("gate run")),
            Map.entry("runs", List.of("gate list")),
            Map.entry("ssh-key", List.of("key")));

    /** Suggestions shown. */
    private static final int MOST = 3;

    private Suggestions() {}

    /** @param commands the names that there are */
    static List<String> of(String word, Collection<String> commands) {
        List<String> meant = SYNONYMS.getOrDefault(word, List.of()).stream()
                .filter(name -> commands.contains(name.split(" ", 2)[0]))
                .toList();
        if (!meant.isEmpty()) {
            // What is one word is right here; otherwise each of several commands may be meant.
            List<String> here =
                    meant.stream().filter(name -> !name.contains(" ")).limit(1).toList();
            return here.isEmpty() ? meant : here;
        }
        int close = Math.max(1, word.length() / 3);
        return commands.stream()
                .filter(name -> distance(word, name) <= close || (word.length() > 1 && name.startsWith(word)))
                .sorted(Comparator.<String>comparingInt(name -> distance(word, name))
                        .thenComparing(name -> name))
                .limit(MOST)
                .toList();
    }

    /** Letters to insert, to take away or to change; two that changed places count once each. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = corner + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
