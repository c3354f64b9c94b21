package dev.cook.sshd;

import dev.cook.agents.Sessions;
import dev.cook.agents.Sessions.ConfiguredEnvironment;
import dev.cook.domain.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists the environments that the server is configured with, and how many of each live. */
@Command(
        name = "list",
        description = "List the environments that agents and gates can run in, and how many of each there are now.",
        footer = {"", "Example:", "  ssh HOST env list"})
final class EnvList extends CookCommand {
    private final Sessions sessions;

    EnvList(Desk desk, Sessions sessions) {
        super(desk);
        this.sessions = sessions;
    }

    /** In JSON; without a price nobody knows what it costs. */
    record View(String environment, String backend, String limits, Optional<String> usdPerHour, long alive) {}

    @Override
    protected ExitCode run() {
        Map<String, Long> alive = store().read(tx -> tx.environments().alive()).stream()
                .collect(Collectors.groupingBy(Environment::name, Collectors.counting()));
        List<View> views = new ArrayList<>();
        for (ConfiguredEnvironment configured : sessions.configuredEnvironments()) {
            views.add(new View(
                    configured.name(),
                    configured.backend(),
                    configured.limits(),
                    configured.usdPerHour(),
                    alive.getOrDefault(configured.name(), 0L)));
        }
        Table table = new Table("ENVIRONMENT", "BACKEND", "LIMITS", "USD/HOUR", "ALIVE");
        views.forEach(view -> table.row(
                view.environment(),
                view.backend(),
                view.limits(),
                view.usdPerHour().orElse("unknown"),
                Long.toString(view.alive())));
        return list(views, table, "no environments");
    }
}
