package dev.cook.store;

import dev.cook.domain.BranchState;
import dev.cook.domain.CandidateState;
import dev.cook.domain.CostBasis;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.FossilReason;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRunState;
import dev.cook.domain.JobState;
import dev.cook.domain.Landing;
import dev.cook.domain.PersistentState;
import dev.cook.domain.Purpose;
import dev.cook.domain.Role;
import dev.cook.domain.SessionState;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.Fact;
import dev.cook.domain.event.SessionFact;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * How SQL names states and kinds: {@code <GateRunState.RUNNING>} stands for {@code 'running'}, and
 * {@code <GateKind.deploys>} for {@code ('deploy', 'soak')}. A list comes from a predicate of its enum, whose switch the
 * compiler wants to be complete, so whoever adds a state or a kind decides about each list. They are put in as literals, not
 * bound: a partial index is used only where the planner sees what a statement asks for.
 */
final class SqlWords implements TemplateEngine.Parsing {
    private static final Pattern NAME = Pattern.compile("<([A-Z]\\w*\\.\\w+)>");

    private static final List<Class<? extends Enum<?>>> ENUMS = List.of(
            BranchState.class,
            CandidateState.class,
            CostBasis.class,
            EnvironmentState.class,
            FossilReason.class,
            GateKind.class,
            GateRunState.class,
            JobState.class,
            PersistentState.class,
            Landing.class,
            Purpose.class,
            Role.class,
            SessionState.class);

    private static final Map<String, String> WORDS = words();

    private static Map<String, String> words() {
        Map<String, String> words = new HashMap<>();
        for (Class<? extends Enum<?>> type : ENUMS) {
            for (Enum<?> constant : type.getEnumConstants()) {
                words.put(type.getSimpleName() + "." + constant.name(), quoted(word(constant)));
            }
        }
        list(words, CandidateState.class, "mayLand", CandidateState::mayLand);
        list(words, CandidateState.class, "isJudged", CandidateState::isJudged);
        list(words, CandidateState.class, "isWasted", CandidateState::isWasted);
        list(words, EnvironmentState.class, "isUp", EnvironmentState::isUp);
        list(words, EnvironmentState.class, "over", EnvironmentState::over);
        list(words, GateKind.class, "deploys", GateKind::deploys);
        list(words, GateKind.class, "mayChange", GateKind::mayChange);
        list(words, GateKind.class, "runsAgent", GateKind::runsAgent);
        list(words, GateRunState.class, "isFailure", GateRunState::isFailure);
        list(words, GateRunState.class, "over", GateRunState::over);
        list(words, JobState.class, "over", JobState::over);
        list(words, Role.class, "mayLand", Role::mayLand);
        words.put("BranchFact.Queued", quoted(Fact.type(BranchFact.Queued.class)));
        words.put("BranchFact.Waited", quoted(Fact.type(BranchFact.Waited.class)));
        words.put("SessionFact.Asked", quoted(Fact.type(SessionFact.Asked.class)));
        words.put("SessionFact.Told", quoted(Fact.type(SessionFact.Told.class)));
        return Map.copyOf(words);
    }

    private static <E extends Enum<E>> void list(
            Map<String, String> words, Class<E> type, String name, Predicate<E> predicate) {
        words.put(
                type.getSimpleName() + "." + name,
                Arrays.stream(type.getEnumConstants())
                        .filter(predicate)
                        .map(constant -> quoted(word(constant)))
                        .collect(Collectors.joining(", ", "(", ")")));
    }

    /** The enums whose words SQL says only by their names here. */
    static List<Class<? extends Enum<?>>> enums() {
        return ENUMS;
    }

    /** How the database writes a constant. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String quoted(String word) {
        return "'" + word + "'";
    }

    /** @throws IllegalStateException for a name that no state, kind or list has */
    static String render(String sql) {
        return NAME.matcher(sql)
                .replaceAll(name -> Matcher.quoteReplacement(Optional.ofNullable(WORDS.get(name.group(1)))
                        .orElseThrow(() ->
                                new IllegalStateException("SQL names " + name.group() + ", which nothing is called"))));
    }

    @Override
    public Optional<Function<StatementContext, String>> parse(String template, ConfigRegistry config) {
        String sql = render(template);
        return Optional.of(_ -> sql);
    }
}
