package dev.cook.sshd.command;

import dev.cook.domain.Bytes;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Text;
import dev.cook.git.ImportSource;
import dev.cook.git.Importing;
import dev.cook.hooks.PushHooks;
import dev.cook.sshd.CommandIo;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a repository from one that exists elsewhere. */
@Command(
        name = "import",
        description =
                "Create a repository from an existing one, with its branches, tags and default branch. Site admins only.",
        footer = {
            "",
            "The server reads the path or connects to the URL itself, without a password and with its own",
            "SSH keys. Without site admin rights, push instead: git push --all, then git push --tags.",
            "Git LFS objects are imported from a path, but not from a URL.",
            "",
            "Examples:",
            "  ssh HOST repo import team/thing https://example.org/thing.git",
            "  ssh HOST repo import team/thing /srv/git/thing.git"
        })
final class RepoImport extends CookCommand {
    private final PushHooks hooks;
    private final Importing importing;

    @Parameters(index = "0", paramLabel = "NAME", description = "The new repository's name.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "PATH_OR_URL",
            description = "An absolute path on the server, or an https, ssh or git URL.")
    private String source = "";

    RepoImport(Desk desk, PushHooks hooks, Importing importing) {
        super(desk);
        this.hooks = hooks;
        this.importing = importing;
    }

    /** In JSON. */
    record View(
            String name,
            String defaultBranch,
            int branches,
            int tags,
            List<String> leftOut,
            long lfsObjects,
            long lfsMissing) {}

    @Override
    protected ExitCode run() {
        requireSiteAdmin();
        RepoName wanted = RepoName.parse(name)
                .orElseThrow(() -> Refusal.usage(
                        RepoName.problemOf(name).orElse("not a valid repository name"),
                        "for example: repo import team/thing URL"));
        ImportSource.problemOf(source).ifPresent(problem -> {
            throw Refusal.usage(problem, "clone the source yourself and push it, or see: help repo import");
        });
        store().change(tx -> RepoNames.free(tx, caller(), wanted));
        Repo made = hooks.create(caller(), wanted).orElseThrow(() -> RepoNames.taken(wanted));
        ProgressLines progress = new ProgressLines(io());
        return switch (importing.run(made, new ImportSource(source), caller().name(), progress)) {
            case Importing.Outcome.Imported imported -> tell(made, imported);
            case Importing.Outcome.Failed failed ->
                throw new Refusal(
                        ExitCode.REFUSED,
                        "nothing was imported: " + Text.shortened(failed.why(), 1_000),
                        failed.wayOut());
        };
    }

    private ExitCode tell(Repo made, Importing.Outcome.Imported imported) {
        String repo = made.name().value();
        String main = imported.defaultBranch().value();
        sayJson(new View(
                repo,
                main,
                imported.branches(),
                imported.tags(),
                imported.leftOut(),
                imported.large().objects(),
                imported.missing()));
        imported.leftOut().forEach(ref -> io().complain().print("skipped " + Text.printable(ref) + "\n"));
        say("imported " + repo + ": " + imported.branches() + " branches and " + imported.tags()
                + " tags; the default branch is " + main);
        if (imported.large().objects() > 0) {
            say("imported " + imported.large().objects() + " Git LFS objects, "
                    + Bytes.told(imported.large().bytes()));
        }
        if (imported.missing() > 0) {
            say("missing " + imported.missing() + " Git LFS objects that files of " + main
                    + " refer to: run `git lfs fetch --all`"
                    + " in a clone of the source, then `git lfs push --all` to this server");
        }
        return ExitCode.OK;
    }

    /** Passes on how far a long work is, now and then. */
    private static final class ProgressLines implements Importing.Watcher {
        /** What is over sooner needs no telling. */
        private static final Duration EVERY = Duration.ofSeconds(1);

        private final CommandIo io;
        private long last = System.nanoTime();

        ProgressLines(CommandIo io) {
            this.io = io;
        }

        @Override
        public synchronized void progress(String line) {
            long now = System.nanoTime();
            if (now - last >= EVERY.toNanos()) {
                last = now;
                io.complain().print(Text.printable(line) + "\n");
                io.complain().flush();
            }
        }

        @Override
        public boolean gone() {
            return io.closed();
        }
    }
}
