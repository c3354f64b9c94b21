package dev.cook.app;

import java.io.IOException;
import java.nio.file.Path;

/** A server with an agent that talks at its terminal, asked to work on branches of the repository thing. */
record Chatting(AutoCloseable server, TestSite site, Person ada, Path work) implements AutoCloseable {
    /** Says what it hears until it hears bye; the size of its terminal when it hears size, lines for ever after count. */
    static final String AGENT = """
            #!/bin/sh
            trap '' TERM HUP INT
            printf '\\033[31mup\\033[0m \\377\\376 \\033]0;title\\007there\\n'
            cat "$1"
            while read -r line; do
                case $line in
                    size) stty size ;;
                    flood) head -c 20000000 /dev/zero | tr '\\\\0' x ; echo; echo flooded ;;
                    count) i=0; while :; do i=$((i + 1)); echo "line $i of many"; sleep 0.02; done ;;
                    bye) exit 0 ;;
                    *) echo "heard $line" ;;
                esac
            done
            """;

    static Chatting with(TestServer cook) throws IOException, InterruptedException {
        return with(cook, cook.site(), cook.admin());
    }

    static Chatting with(ServerProcess server) throws IOException, InterruptedException {
        return with(server, server.site(), server.admin());
    }

    private static Chatting with(AutoCloseable server, TestSite site, Person ada)
            throws IOException, InterruptedException {
        Path work = ada.repository("thing");
        ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
        return new Chatting(server, site, ada, work);
    }

    /** Starts the agent on a branch and waits until it is up; answers its session. */
    String agentOn(String branch) throws IOException, InterruptedException {
        ada.commit(work, "file", branch + "\n");
        String told = ada.git(
                        work,
                        "push",
                        ada.url("thing"),
                        "HEAD:refs/heads/" + branch,
                        "-o",
                        "agent=chat",
                        "-o",
                        "prompt=talk")
                .ok()
                .err();
        String session = told.replaceAll("(?s).*session (\\d+): chat requested.*", "$1");
        awaitLog(session, "there");
        return session;
    }

    void awaitLog(String session, String text) {
        ada.until(() -> log(session).contains(text));
    }

    String log(String session) throws IOException, InterruptedException {
        return ada.ssh("session", "log", session).ok().out();
    }

    String events() throws IOException, InterruptedException {
        return ada.ssh("event", "tail", "--repo", "thing", "--limit", "1000")
                .ok()
                .out();
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
