package dev.cook.sshd.command;

import dev.cook.agents.environment.ConfiguredEnvironments;
import dev.cook.agents.environment.ConfiguredEnvironments.ConfiguredEnvironment;
import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.domain.Environment;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Usd;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Environments;
import dev.cook.store.PersistentEnvironments;
import dev.cook.store.Tx;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the environments that the server is configured with, and the persistent ones of repositories. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List the configured environments and how many of each are running, then the persistent ones with"
                + " their state, disk usage and cost.",
        footer = {
            "",
            "A persistent environment is running (a session uses it), idle (the next session starts it),",
            "stopping, or stopped by a person. Its cost is its price times the time that it ran, or",
            "`unknown` without a price.",
            "",
            "A dying environment has ended and its key is revoked, but Cook could not destroy it yet, so",
            "its processes may still run. Cook retries with growing pauses of up to five minutes.",
            "",
            "Examples:",
            "  ssh HOST env list",
            "  ssh HOST env list --persistent"
        })
final class EnvList extends CookCommand {
    private static final long MIB = 1L << 20;

    private final PersistentEnvironmentActions persistentEnvironments;
    private final ConfiguredEnvironments configured;

    @Option(
            names = "--persistent",
            description = "List only persistent environments. Without this option, --json lists only configured ones.")
    private boolean persistent;

    EnvList(Desk desk, PersistentEnvironmentActions persistentEnvironments, ConfiguredEnvironments configured) {
        super(desk);
        this.persistentEnvironments = persistentEnvironments;
        this.configured = configured;
    }

    /** In JSON; without a price nobody knows what it costs; with something lacking, it is not as it is configured, or not held to it. */
    record View(
            String environment,
            String backend,
            String limits,
            Optional<String> usdPerHour,
            long alive,
            long dying,
            Optional<String> lacks) {}

    /** A persistent one in JSON; without bytes nobody has looked yet, without usd nobody knows all of it. */
    record PersistentView(
            String repo,
            String environment,
            String from,
            String state,
            Optional<Long> session,
            Optional<String> branch,
            Optional<Instant> since,
            int waiting,
            Optional<Long> bytes,
            Optional<Instant> measuredAt,
            long seconds,
            Optional<BigDecimal> usd,
            long idleTimeoutSeconds) {
        static PersistentView of(Repo repo, PersistentEnvironmentActions.View view) {
            PersistentEnvironments.Run run = view.run();
            return new PersistentView(
                    repo.name().value(),
                    view.persistent().name(),
                    view.persistent().madeFrom(),
                    view.state(),
                    view.holder().map(holder -> holder.session().value()),
                    view.holder().map(holder -> holder.branch().value()),
                    view.holder().map(PersistentEnvironments.Holder::since),
                    view.waiting(),
                    view.persistent().bytes(),
                    view.persistent().measuredAt(),
                    run.time().toSeconds(),
                    run.allKnown() ? run.usd().or(() -> Optional.of(BigDecimal.ZERO)) : Optional.empty(),
                    view.persistent().idle().toSeconds());
        }

        String held() {
            return session.map(id -> "session " + id + " on " + branch.orElse("?"))
                            .orElse("")
                    + (waiting > 0 ? (session.isPresent() ? ", " : "") + waiting + " waiting" : "");
        }

        String disk() {
            return bytes.map(held -> (held + MIB - 1) / MIB + " MiB").orElse("unknown");
        }
    }

    @Override
    protected ExitCode run() {
        List<PersistentView> persistentViews = store().read(this::persistentViews);
        if (persistent) {
            return listPersistent(persistentViews);
        }
        listConfigured();
        if (!json()) {
            listDying();
        }
        if (!persistentViews.isEmpty() && !json()) {
            say("");
            listPersistent(persistentViews);
        }
        return ExitCode.OK;
    }

    private List<PersistentView> persistentViews(Tx tx) {
        List<PersistentView> views = new ArrayList<>();
        for (Repo repo : Access.readable(tx, caller())) {
            persistentEnvironments.of(tx, repo.id()).forEach(view -> views.add(PersistentView.of(repo, view)));
        }
        return views;
    }

    private ExitCode listPersistent(List<PersistentView> views) {
        Table table = new Table("PERSISTENT", "REPO", "FROM", "STATE", "USED BY", "SINCE", "DISK", "RAN", "COST");
        views.forEach(view -> table.row(
                view.environment(),
                view.repo(),
                view.from(),
                view.state(),
                view.held(),
                view.since().map(this::time).orElse(""),
                view.disk(),
                view.seconds() / 60 + " min",
                view.usd().map(Usd::shown).orElse("unknown")));
        return list(views, table, "no persistent environments; create one: env create");
    }

    private void listConfigured() {
        Map<String, Long> alive = store().read(tx -> tx.environments().alive()).stream()
                .filter(environment -> !environment.state().over())
                .collect(Collectors.groupingBy(Environment::name, Collectors.counting()));
        Map<String, Long> dying = store().read(tx -> tx.environments().dying()).stream()
                .collect(Collectors.groupingBy(Environments.Dying::name, Collectors.counting()));
        List<View> views = new ArrayList<>();
        for (ConfiguredEnvironment one : configured.all()) {
            views.add(new View(
                    one.name(),
                    one.backend(),
                    one.limits(),
                    one.usdPerHour(),
                    alive.getOrDefault(one.name(), 0L),
                    dying.getOrDefault(one.name(), 0L),
                    one.lacks()));
        }
        Table table = new Table("ENVIRONMENT", "BACKEND", "LIMITS", "USD/HOUR", "RUNNING");
        views.forEach(view -> table.row(
                view.environment(),
                view.backend(),
                view.limits(),
                view.usdPerHour().orElse("unknown"),
                Long.toString(view.alive())));
        list(views, table, "no environments are configured");
        if (!json()) {
            views.forEach(view -> view.lacks().ifPresent(what -> say(view.environment() + ": " + what)));
        }
    }

    /** What is over and may run all the same, of repositories that the caller may read. */
    private void listDying() {
        List<Environments.Dying> dying = store().read(tx -> {
            Set<RepoId> readable =
                    Access.readable(tx, caller()).stream().map(Repo::id).collect(Collectors.toSet());
            return tx.environments().dying().stream()
                    .filter(one -> readable.contains(one.repo()))
                    .toList();
        });
        if (dying.isEmpty()) {
            return;
        }
        say("");
        Table table = new Table("DYING", "FROM", "ENDED BECAUSE", "ATTEMPTS", "LAST ATTEMPT", "ERROR");
        dying.forEach(one -> table.row(
                one.id().toString(),
                one.name(),
                one.why(),
                Integer.toString(one.tries()),
                one.triedAt().map(this::time).orElse(""),
                one.failure().orElse("being destroyed")));
        list(dying, table, "");
    }
}
