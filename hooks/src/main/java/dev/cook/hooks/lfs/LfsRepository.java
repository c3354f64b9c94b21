package dev.cook.hooks.lfs;

import dev.cook.domain.Bytes;
import dev.cook.domain.Caller;
import dev.cook.domain.LfsObject;
import dev.cook.domain.Repo;
import dev.cook.git.LfsObjects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.OptionalLong;

/** The large files of one repository, for one caller who may do one thing with them. */
public final class LfsRepository {
    private final Caller caller;
    private final Repo repo;
    private final LfsOperation operation;
    private final LfsObjects objects;
    private final LfsTokens tokens;
    private final String url;

    LfsRepository(Caller caller, Repo repo, LfsOperation operation, LfsObjects objects, LfsTokens tokens, String url) {
        this.caller = caller;
        this.repo = repo;
        this.operation = operation;
        this.objects = objects;
        this.tokens = tokens;
        this.url = url;
    }

    /** What is to be done about one object that a client names. */
    public sealed interface Answer {
        /** Nothing: the object is here already. */
        record Present() implements Answer {}

        record Upload() implements Answer {}

        record Download() implements Answer {}

        /** The object is not here. */
        record Missing(String why) implements Answer {}

        /** The object cannot be uploaded. */
        record Refused(String why) implements Answer {}
    }

    public LfsOperation operation() {
        return operation;
    }

    /** Where its large files are over HTTP, as clients see it. */
    public String address() {
        return url + path();
    }

    /** The same without the server. */
    public String path() {
        return "/" + repo.name() + ".git/info/lfs";
    }

    /** A new token for this caller, this repository and this operation. */
    public String token() {
        return tokens.make(caller, repo.id(), operation);
    }

    public Answer answer(LfsObject object) {
        boolean here = objects.has(repo.id(), object);
        return switch (operation) {
            case DOWNLOAD -> here ? new Answer.Download() : new Answer.Missing(missing(object));
            case UPLOAD ->
                here
                        ? new Answer.Present()
                        : objects.problem(repo.id(), object)
                                .<Answer>map(Answer.Refused::new)
                                .orElseGet(Answer.Upload::new);
        };
    }

    private String missing(LfsObject object) {
        OptionalLong size = objects.size(repo.id(), object.oid());
        return size.isPresent()
                ? "this object has " + Bytes.told(size.getAsLong()) + " here, not " + Bytes.told(object.size())
                        + ": the pointer was changed by hand"
                : "this repository has no such object: whoever has the file runs `git lfs push --all REMOTE`";
    }

    /** The bytes of an object; empty where it is not here. */
    public OptionalLong size(String oid) {
        return objects.size(repo.id(), oid);
    }

    /** Opens an object; empty where it is not here. */
    public Optional<FileChannel> open(String oid) throws IOException {
        return objects.open(repo.id(), oid);
    }

    /** Takes an object, checked, as {@link LfsObjects#receive} does. */
    public LfsObjects.Received receive(LfsObject object, InputStream content) throws IOException {
        if (operation != LfsOperation.UPLOAD) {
            throw new IllegalStateException("nothing is uploaded by whoever asked to download");
        }
        return objects.receive(repo.id(), object, content);
    }

    /** Whether an object is here as a client says that it uploaded it. */
    public boolean has(LfsObject object) {
        return objects.has(repo.id(), object);
    }
}
