package dev.cook.sshd.command;

import dev.cook.agents.environment.BackendCheck;
import dev.cook.agents.environment.ConfiguredEnvironments;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tries what a backend promises. */
@Command(
        name = "check",
        description = "Test an environment's backend: launch, state, list and kill, each twice. Takes as long as two"
                + " launches. Site admins only.",
        footer = {"", "Example:", "  ssh HOST env check box"})
final class EnvCheck extends CookCommand {
    private final ConfiguredEnvironments configured;

    @Parameters(paramLabel = "NAME", description = "The environment; see `env list`.")
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
                        "no environment '" + Text.shortened(Text.printable(name), 40) + "' is configured",
                        "choose one of: " + String.join(", ", configured.names())));
        List<BackendCheck.Finding> findings = check.run(
                finding -> say((finding.ok() ? "ok      " : "FAILED  ") + finding.what() + finding.because()));
        boolean passed = findings.stream().allMatch(BackendCheck.Finding::ok);
        sayJson(new View(name, passed, findings));
        say(
                passed
                        ? name + " passed every check"
                        : name + " failed a check; gates and agents cannot rely on this environment");
        return passed ? ExitCode.OK : ExitCode.REFUSED;
    }
}
