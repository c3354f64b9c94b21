package dev.cook.http;

import dev.cook.domain.Caller;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/**
 * What git over HTTP asks of the rest of Cook. An empty answer means missing or forbidden; both look alike.
 *
 * @param caller whose token it is
 * @param upload prepares a fetch of the repository of that path
 * @param receive prepares a push to it
 */
record GitDoor(
        Function<String, Optional<Caller>> caller,
        BiFunction<Caller, String, Optional<UploadPack>> upload,
        BiFunction<Caller, String, Optional<Receiving>> receive) {

    /**
     * A push that is being prepared or runs; closing it gives back what it held.
     *
     * @param guard watches the stream to the client, so that nothing is told to one that is gone
     */
    record Receiving(ReceivePack pack, UnaryOperator<OutputStream> guard, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
