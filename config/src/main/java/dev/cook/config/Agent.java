package dev.cook.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program that turns a prompt into commits.
 *
 * @param command what is executed, without a shell, for a session's first attempt; see {@link Invocation}
 * @param resume the same for later attempts
 * @param secrets names of the server's environment variables that this agent gets
 * @param variables set in its environment; not secret
 * @param timeout for one attempt
 * @param format how what it writes is to be read
 */
public record Agent(
        String name,
        List<String> command,
        List<String> resume,
        List<String> secrets,
        Map<String, String> variables,
        Duration timeout,
        AgentFormat format) {
    public Agent {
        if (command.isEmpty() || resume.isEmpty()) {
            throw new IllegalArgumentException("the agent " + name + " has nothing to run");
        }
        command = List.copyOf(command);
        resume = List.copyOf(resume);
        secrets = List.copyOf(secrets);
        variables = Map.copyOf(variables);
    }
}
