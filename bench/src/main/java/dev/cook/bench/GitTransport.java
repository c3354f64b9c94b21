package dev.cook.bench;

import java.io.IOException;
import java.io.InputStream;

/** A way to one repository of one server, for requests that the benchmark makes without a git client. */
interface GitTransport extends AutoCloseable {
    /** What a client asks of a repository. */
    enum Service {
        FETCH("git-upload-pack", "version=2"),
        // The protocol has no second version of pushes.
        PUSH("git-receive-pack", "");

        private final String program;
        private final String protocol;

        Service(String program, String protocol) {
            this.program = program;
            this.protocol = protocol;
        }

        String program() {
            return program;
        }

        /** For GIT_PROTOCOL or its header; empty where the client of git says nothing. */
        String protocol() {
            return protocol;
        }
    }

    /** Begins one fetch or push. */
    Conversation open(Service service) throws IOException;

    /** Gives up what conversations share. */
    @Override
    void close();

    /** One fetch or push. */
    interface Conversation extends AutoCloseable {
        /** What the server says first, up to a flush. */
        InputStream advertisement() throws IOException;

        /** Sends a request; the stream has the answer, and over SSH goes on for the answer of the next. */
        InputStream ask(byte[] request) throws IOException;

        /** Says that nothing more will be asked, where the transport does not tell by itself. */
        void hangUp() throws IOException;

        /** Ends it. Fails unless the server, too, ended it well. */
        @Override
        void close() throws IOException;
    }
}
