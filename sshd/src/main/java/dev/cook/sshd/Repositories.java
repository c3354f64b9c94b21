package dev.cook.sshd;

import dev.cook.domain.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.transport.UploadPack;

/** The git side as the transport sees it; nothing means missing or forbidden, which look alike. */
interface Repositories {
    /** The caller closes the repository of the answer. */
    Optional<UploadPack> upload(Caller caller, String name);

    Optional<Receiving> receive(Caller caller, String name);

    /** A push under way. */
    interface Receiving extends AutoCloseable {
        void serve(InputStream in, OutputStream out, OutputStream messages) throws IOException;

        /** The client is gone: what it asked for goes on, and nothing more is told. */
        void detach();

        @Override
        void close();
    }
}
