package dev.cook.http;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.Caller;
import dev.cook.domain.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/** One bare repository "tea" that the token "good" opens, in place of Cook's own repositories and rules. */
final class Bare implements AutoCloseable {
    static final Caller.AccountCaller ADA =
            new Caller.AccountCaller(new AccountId(1), new AccountName("ada"), false, true, Role.ADMIN);

    final AtomicReference<PreReceiveHook> beforeMoving = new AtomicReference<>(PreReceiveHook.NULL);
    final Repository repository;

    Bare(Path directory) {
        try {
            repository = Git.init()
                    .setBare(true)
                    .setInitialBranch("main")
                    .setDirectory(directory.resolve("tea.git").toFile())
                    .call()
                    .getRepository();
            repository.getConfig().setBoolean("receive", null, "pushOptions", true);
            repository.getConfig().setBoolean("receive", null, "autogc", false);
            repository.getConfig().save();
        } catch (GitAPIException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GitDoor door() {
        return new GitDoor(
                token -> token.equals("good") ? Optional.of(ADA) : Optional.empty(),
                (caller, repo) -> isTea(repo) ? Optional.of(upload()) : Optional.empty(),
                (caller, repo) -> isTea(repo) ? Optional.of(receive()) : Optional.empty());
    }

    private static boolean isTea(String repo) {
        return repo.equals("/tea") || repo.equals("/tea.git");
    }

    private UploadPack upload() {
        UploadPack pack = new UploadPack(repository);
        pack.setTimeout(30);
        return pack;
    }

    private GitDoor.Receiving receive() {
        ReceivePack pack = new ReceivePack(repository);
        pack.setAllowPushOptions(true);
        pack.setPreReceiveHook(beforeMoving.get());
        return new GitDoor.Receiving(pack, UnaryOperator.identity(), () -> {});
    }

    @Override
    public void close() {
        repository.close();
    }
}
