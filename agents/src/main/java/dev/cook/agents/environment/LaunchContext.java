package dev.cook.agents.environment;

import dev.cook.agents.backend.Autosaving;
import dev.cook.agents.backend.Checkout;
import dev.cook.agents.backend.EnvironmentKey;
import dev.cook.agents.backend.GitIdentity;
import dev.cook.agents.backend.LaunchSpec;
import dev.cook.agents.backend.ServerAddress;
import dev.cook.agents.backend.Variables;
import dev.cook.config.EnvironmentConfig;
import dev.cook.domain.AnswerRef;
import dev.cook.domain.CandidateRef;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an environment is launched with.
 *
 * @param server known once the SSH server listens
 * @param objects the directory of a repository's objects
 * @param autosave how often what is not pushed is saved
 * @param secrets the server's environment variables, of which an environment gets those that its configuration names
 */
public record LaunchContext(
        ServerAddress server, Function<RepoId, Path> objects, Map<String, String> secrets, Duration autosave) {
    LaunchSpec spec(EnvironmentView view, EnvironmentKey key, Optional<String> bearer, EnvironmentConfig config) {
        Environment environment = view.environment();
        String agent = view.session().map(Session::agent).orElse("gate");
        Checkout checkout = environment
                .commit()
                .<Checkout>map(commit -> new Checkout.Commit(
                        CandidateRef.NAME,
                        commit,
                        view.gateRun().filter(run -> run.kind().mayChange()).map(run -> AnswerRef.of(run.id())),
                        view.candidate().map(judged -> new Checkout.Base(judged.target(), judged.base()))))
                .orElseGet(() -> new Checkout.Branch(view.branch().name()));
        return new LaunchSpec(
                environment.id(),
                objects.apply(environment.repo()),
                view.tips(),
                variables(config),
                server,
                url(view.repo().name().value()),
                key.privateKey(),
                new GitIdentity(agent, agent + "@cook.invalid"),
                checkout,
                view.session()
                        .map(session -> new Autosaving(
                                session.id(), autosave, view.saved().isPresent())),
                bearer,
                environment.persistent(),
                view.beside().stream()
                        .map(repo -> new LaunchSpec.Beside(url(repo.name().value()), repo.path(), repo.fetched()))
                        .toList(),
                config.configuration());
    }

    /** For an environment that belongs to nothing: it has no repository, and its key opens nothing. */
    LaunchSpec trial(EnvironmentId id, Checkout checkout) {
        return new LaunchSpec(
                id,
                // Any directory that every machine has stands for the objects.
                Path.of("/usr"),
                List.of(),
                Variables.NONE,
                server,
                url("cook-check"),
                EnvironmentKey.generate().privateKey(),
                new GitIdentity("check", "check@cook.invalid"),
                checkout,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private String url(String repo) {
        return "ssh://" + server.user() + "@" + server.host() + ":" + server.port() + "/" + repo;
    }

    private Variables variables(EnvironmentConfig config) {
        Map<String, String> variables = new HashMap<>(config.variables());
        for (String name : config.secrets()) {
            String value = secrets.get(name);
            if (value != null && !value.isEmpty()) {
                variables.put(name, value);
            }
        }
        return new Variables(variables);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Launching[" + server + "]";
    }
}
