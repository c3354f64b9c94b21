package dev.cook.config;

import dev.cook.domain.GateKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads the tables {@code [[gates]]}: each has a kind, and each kind has keys of its own. */
final class GateTables {
    private static final String HINT = "write each gate as its own [[gates]] table";

    /** As the row of a run has room for. Of an approval nothing looks at it: people are not hurried. */
    private static final Duration LONGEST_RUN = Duration.ofHours(24);

    private final Section top;
    private final Source source;
    private final Map<List<String>, SourceMap.Spot> spots;

    /** @param spots takes where each gate stands */
    GateTables(Section top, Map<List<String>, SourceMap.Spot> spots) {
        this.spots = spots;
        this.top = top;
        this.source = top.source();
    }

    List<Gate> read() {
        Object value = top.table().get(List.of(RepoSettings.GATES));
        Optional<TomlPosition> at = top.position(RepoSettings.GATES);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            source.refuse(at, "gates: expected a list of tables, found " + QuotedValue.value(value) + "; " + HINT);
            return List.of();
        }
        if (array.size() > RepoConfig.MOST_GATES) {
            source.refuse(at, "gates: " + array.size() + " of them; at most " + RepoConfig.MOST_GATES + " are allowed");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Optional<TomlPosition> position = Optional.ofNullable(array.inputPositionOf(i));
            if (array.get(i) instanceof TomlTable table) {
                sections.add(new Section(source, title(table, i + 1), table, position));
            } else {
                source.refuse(
                        position, "gates: expected a table, found " + QuotedValue.value(array.get(i)) + "; " + HINT);
            }
        }
        List<Gate> gates = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < sections.size(); i++) {
            gate(sections.get(i), i + 1, numbers).ifPresent(gates::add);
        }
        new GateNeeds(sections).check();
        return gates;
    }

    /** Where there are no lines, messages call each gate by its name. */
    private String title(TomlTable table, int number) {
        if (source.placed()) {
            return RepoSettings.GATES;
        }
        Object name = table.get(List.of(RepoSettings.NAME.key()));
        return RepoSettings.GATES + "." + (name instanceof String text ? QuotedValue.line(text, 40) : number);
    }

    private Optional<Gate> gate(Section section, int number, Map<String, Integer> numbers) {
        section.refuseOthers(RepoSettings.TABLE.in(RepoSettings.GATES), List.of());
        Optional<String> name = section.require(RepoSettings.NAME);
        name.map(word -> numbers.putIfAbsent(word, number))
                .ifPresent(first -> section.refuse(
                        RepoSettings.NAME,
                        QuotedValue.quoted(name.orElse("")) + " is already the name of gate " + first));
        name.ifPresent(word -> section.note(spots, RepoSettings.GATES, word));
        Optional<GateKind> kind =
                section.holds(RepoSettings.KIND) ? section.find(RepoSettings.KIND) : Optional.of(GateKind.COMMAND);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        refuseForeign(section, kind.get());
        Optional<GateWork> work = work(section, kind.get());
        List<String> needs = section.get(RepoSettings.NEEDS);
        List<PathPattern> paths = section.get(RepoSettings.PATHS);
        GateWhen when = section.get(RepoSettings.WHEN);
        int retries = section.get(RepoSettings.RETRIES);
        Duration timeout = timeout(section, work);
        Optional<String> environment = section.find(RepoSettings.ENV);
        boolean required = section.get(RepoSettings.REQUIRED);
        Judges judges = section.get(RepoSettings.JUDGES);
        return name.flatMap(word -> work.map(
                done -> new Gate(word, done, needs, paths, when, retries, timeout, environment, required, judges)));
    }

    private Optional<GateWork> work(Section section, GateKind kind) {
        return switch (kind) {
            case COMMAND -> command(section);
            case TRANSFORM -> section.require(RepoSettings.COMMAND).map(GateWork.Transform::new);
            case DEPLOY -> section.require(RepoSettings.COMMAND).map(GateWork.Deploy::new);
            case AGENT -> asked(section, GateWork.Agent::new);
            case AGENT_REVIEW -> asked(section, GateWork.AgentReview::new);
            case APPROVAL -> Optional.of(approval(section));
            case SOAK -> soak(section);
            case EXTERNAL -> Optional.of(new GateWork.External(section.get(RepoSettings.BY)));
        };
    }

    private static Optional<GateWork> command(Section section) {
        Optional<List<String>> command = section.require(RepoSettings.COMMAND);
        List<PathPattern> reports = section.get(RepoSettings.REPORTS);
        int flakyRetries = section.get(RepoSettings.FLAKY_RETRIES);
        if (flakyRetries > 0 && reports.isEmpty()) {
            section.refuse(
                    RepoSettings.FLAKY_RETRIES,
                    "needs `reports`: without them Cook does not know which tests failed; to repeat every failed run, use"
                            + " `retries`");
        }
        if (reports.size() > RepoConfig.MOST_REPORTS) {
            section.refuse(
                    RepoSettings.REPORTS,
                    reports.size() + " patterns; at most " + RepoConfig.MOST_REPORTS
                            + " are allowed; one such as \"**/target/surefire-reports/*.xml\" covers many files");
        }
        return command.map(argv -> new GateWork.Command(argv, reports, flakyRetries));
    }

    private interface Asked {
        GateWork of(String agent, String prompt);
    }

    private static Optional<GateWork> asked(Section section, Asked asked) {
        Optional<String> agent = section.require(RepoSettings.AGENT);
        Optional<String> prompt = section.require(RepoSettings.PROMPT);
        return agent.flatMap(who -> prompt.map(what -> asked.of(who, what)));
    }

    private GateWork approval(Section section) {
        boolean owners = section.get(RepoSettings.OWNERS_SAY);
        if (owners && !top.table().contains(List.of(RepoSettings.OWNERS))) {
            section.refuse(
                    RepoSettings.OWNERS_SAY,
                    "the repository defines no owners; add an [owners] table, such as \"docs/**\" = [\"ann\"]");
        }
        return new GateWork.Approval(section.get(RepoSettings.COUNT), section.get(RepoSettings.BY), owners);
    }

    private static Optional<GateWork> soak(Section section) {
        Optional<List<String>> command = section.require(RepoSettings.COMMAND);
        Optional<Duration> span = section.require(RepoSettings.FOR);
        Duration every = section.get(RepoSettings.EVERY);
        if (span.isPresent() && every.compareTo(span.get()) > 0) {
            section.refuse(RepoSettings.EVERY, "is longer than `for`, so the gate would check only once");
        }
        return command.flatMap(argv -> span.map(time -> new GateWork.Soak(argv, time, every)));
    }

    private static Duration timeout(Section section, Optional<GateWork> work) {
        Optional<Duration> said = section.find(RepoSettings.TIMEOUT);
        if (work.isPresent() && work.get() instanceof GateWork.Approval) {
            return LONGEST_RUN;
        }
        Duration timeout = said.orElseGet(RepoSettings.TIMEOUT::fallbackValue);
        if (work.isPresent()
                && work.get() instanceof GateWork.Soak soak
                && soak.span().plus(timeout).compareTo(LONGEST_RUN) > 0) {
            section.refuse(RepoSettings.FOR, "must end within 24h, including a last check of up to `timeout`");
        }
        return timeout;
    }

    private static void refuseForeign(Section section, GateKind kind) {
        Set<Setting<?>> own = own(kind);
        for (Setting<?> setting : RepoSettings.TABLE.in(RepoSettings.GATES)) {
            if (isOfSome(setting) && !own.contains(setting) && section.holds(setting)) {
                String keys = own.stream().map(Setting::key).sorted().collect(Collectors.joining(", "));
                section.refuse(setting, "is not for the kind \"" + kind.word() + "\", which has " + keys);
            }
        }
    }

    /** Whether only some kinds have it. */
    private static boolean isOfSome(Setting<?> setting) {
        return Arrays.stream(GateKind.values()).anyMatch(kind -> own(kind).contains(setting));
    }

    private static Set<Setting<?>> own(GateKind kind) {
        return switch (kind) {
            case COMMAND ->
                Set.of(
                        RepoSettings.COMMAND,
                        RepoSettings.JUDGES,
                        RepoSettings.RETRIES,
                        RepoSettings.TIMEOUT,
                        RepoSettings.ENV,
                        RepoSettings.REPORTS,
                        RepoSettings.FLAKY_RETRIES);
            case TRANSFORM ->
                Set.of(
                        RepoSettings.COMMAND,
                        RepoSettings.JUDGES,
                        RepoSettings.RETRIES,
                        RepoSettings.TIMEOUT,
                        RepoSettings.ENV);
            case DEPLOY -> Set.of(RepoSettings.COMMAND, RepoSettings.RETRIES, RepoSettings.TIMEOUT, RepoSettings.ENV);
            case AGENT, AGENT_REVIEW ->
                Set.of(
                        RepoSettings.AGENT,
                        RepoSettings.PROMPT,
                        RepoSettings.JUDGES,
                        RepoSettings.RETRIES,
                        RepoSettings.TIMEOUT,
                        RepoSettings.ENV);
            case APPROVAL -> Set.of(RepoSettings.COUNT, RepoSettings.BY, RepoSettings.OWNERS_SAY);
            case SOAK ->
                Set.of(
                        RepoSettings.COMMAND,
                        RepoSettings.FOR,
                        RepoSettings.EVERY,
                        RepoSettings.TIMEOUT,
                        RepoSettings.ENV);
            case EXTERNAL -> Set.of(RepoSettings.BY, RepoSettings.TIMEOUT);
        };
    }
}
