package dev.cook.sshd.command;

import dev.cook.domain.Caller;
import dev.cook.domain.SessionId;
import dev.cook.sshd.TestBranches;
import dev.cook.sshd.Typing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Somebody whose one branch has one session, whose first turn runs. */
abstract class OneSession {
    @TempDir
    Path data;

    protected Typing typing;
    protected TestBranches branches;
    protected Caller.AccountCaller ann;
    protected SessionId session;

    @BeforeEach
    void open() throws Exception {
        typing = new Typing(data);
        branches = new TestBranches(typing);
        ann = typing.person("ann", false, true);
        typing.type(ann, "repo", "create", "thing");
        session = branches.session(branches.branch("thing", "fix"));
    }

    @AfterEach
    void close() {
        typing.close();
    }

    /** Types a command about the session. */
    protected final Typing.Answer session(String verb, String... more) {
        return typing.type(
                ann,
                Stream.concat(List.of("session", verb, session.toString()).stream(), Stream.of(more))
                        .toArray(String[]::new));
    }

    protected static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
