package dev.cook.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a repository's file into a {@link RepoConfig}. */
final class RepoFile {
    private final Source source;
    private final Section top;
    private final Optional<ServerEnvironments> server;

    RepoFile(Source source, Section top, Optional<ServerEnvironments> server) {
        this.server = server;
        this.source = source;
        this.top = top;
    }

    RepoConfig read() {
        List<Setting<?>> known = new ArrayList<>(RepoSettings.TABLE.in(""));
        List<String> tables = new ArrayList<>(GateFile.TABLES);
        tables.addAll(List.of(RepoSettings.LIMITS, RepoSettings.ENVIRONMENTS));
        top.refuseOthers(known, tables);
        int attempts = top.get(RepoSettings.ATTEMPTS);
        Section limits = top.child(RepoSettings.LIMITS);
        limits.refuseOthers(RepoSettings.TABLE.in(RepoSettings.LIMITS), List.of());
        RepoLimits most = new RepoLimits(limits.find(RepoSettings.BUDGET), limits.find(RepoSettings.MAX_TIME));
        GateFile gates = GateFile.read(top);
        Section named = top.child(RepoSettings.ENVIRONMENTS);
        Map<String, RepoEnvironment> environments = new RepoEnvironmentTables(named, server).read();
        Map<List<String>, SourceMap.Spot> spots = new HashMap<>();
        environments.keySet().forEach(name -> named.child(name).note(spots, RepoSettings.ENVIRONMENTS, name));
        List<PathPattern> reads = top.get(RepoSettings.READS);
        source.problems().throwIfAny();
        return new RepoConfig(
                attempts,
                most,
                gates.gates(),
                gates.queue(),
                gates.people(),
                reads,
                environments,
                gates.source().with(new SourceMap(spots)));
    }
}
