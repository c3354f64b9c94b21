package dev.cook.sshd.command;

import dev.cook.agents.environment.BackendCheck;
import dev.cook.agents.environment.ConfiguredEnvironments;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tries what a backend promises. */
@Command(
        name = "check",
        description = "Try whether an environment's backend does what Cook needs of it: launch, state, list, kill, each"
                + " twice; for site admins. It takes as long as two launches.",
        footer = {"", "Example:", "  ssh HOST env check box"})
final class EnvCheck extends CookCommand {
    private final ConfiguredEnvironments configured;

    @Parameters(paramLabel = "NAME", description = "One that `env list` shows.")
    private String name = "";

    EnvCheck(Desk desk, ConfiguredEnvironments configured) {
        super(desk);
        this.configured = configured;
    }

    /** In JSON. */
    record View(String environment, boolean passed, List<BackendCheck.Finding> findings) {}

    @Override
    protected ExitCode run() {
        requireSiteAdmin();
        BackendCheck check = configured
                .check(name)
                .orElseThrow(() -> Refusal.usage(
                        "there is no environment '" + name + "'",
                        "choose one of: " + String.join(", ", configured.names())));
        List<BackendCheck.Finding> findings = check.run(
                finding -> say((finding.ok() ? "ok      " : "FAILED  ") + finding.what() + finding.because()));
        boolean passed = findings.stream().allMatch(BackendCheck.Finding::ok);
        sayJson(new View(name, passed, findings));
        say(passed ? name + " does what Cook needs" : name + " does not do what Cook needs");
        return passed ? ExitCode.OK : ExitCode.REFUSED;
    }
}
