package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.Bytes;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.git.LfsObjects;
import dev.cook.git.LfsUsage;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one repository; its admins also see who has which role. */
@Command(
        name = "show",
        aliases = {"view"},
        description = "Show a repository's settings; its admins also see every account's role.",
        footer = {"", "Example:", "  ssh HOST repo show team/thing"})
final class RepoShow extends CookCommand {
    @Mixin
    private final NamedRepo named = new NamedRepo();

    private final LfsObjects large;

    RepoShow(Desk desk, LfsObjects large) {
        super(desk);
        this.large = large;
    }

    /** In JSON; roles are empty for those who may not see them. */
    record View(
            String name,
            List<String> formerNames,
            String defaultBranch,
            List<String> targets,
            Optional<String> environment,
            String role,
            Instant createdAt,
            Large lfs,
            Map<String, String> roles) {}

    /** Objects of Git LFS, in JSON; sizes are bytes. */
    record Large(long objects, long bytes, long limit) {}

    @Override
    protected ExitCode run() {
        Repo found = store().read(tx -> repo(tx, named.name(), Role.READ));
        LfsUsage usage = large.usage(found.id());
        View view = store().read(tx -> {
            Repo repo = repo(tx, named.name(), Role.READ);
            Role role = Access.role(tx, caller(), repo.id()).orElse(Role.READ);
            Map<String, String> roles = new TreeMap<>();
            if (role == Role.ADMIN) {
                tx.accounts().roles(repo.id()).forEach((account, has) -> roles.put(account, has.word()));
            }
            return new View(
                    repo.name().value(),
                    tx.repos().formerNames(repo.id()).stream()
                            .map(RepoName::value)
                            .toList(),
                    repo.defaultBranch().value(),
                    tx.repos().targets(repo.id()).stream()
                            .map(BranchName::value)
                            .toList(),
                    repo.environment(),
                    role.word(),
                    repo.createdAt(),
                    new Large(usage.objects(), usage.bytes(), large.limits().repository()),
                    roles);
        });
        sayJson(view);
        say("name            " + view.name());
        if (!view.formerNames().isEmpty()) {
            say("former names    " + String.join(", ", view.formerNames()));
        }
        say("default branch  " + view.defaultBranch());
        if (!view.targets().isEmpty()) {
            say("other targets   " + String.join(", ", view.targets()));
        }
        say("environment     " + view.environment().orElse("the server's default"));
        say("your role       " + view.role());
        say("created         " + time(view.createdAt()));
        say("git lfs         " + view.lfs().objects() + (view.lfs().objects() == 1 ? " object, " : " objects, ")
                + Bytes.told(view.lfs().bytes()) + " of "
                + Bytes.told(view.lfs().limit()));
        view.roles().forEach((account, role) -> say("role            " + account + " " + role));
        return ExitCode.OK;
    }
}
