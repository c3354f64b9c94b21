package dev.cook.store;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out the tests that are to run on the official image of PostgreSQL where there is none. */
public final class OfficialPostgresCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return TestDatabase.onOfficial() && !OfficialPostgres.isThere()
                ? ConditionEvaluationResult.disabled("no Docker engine here has the image " + OfficialPostgres.IMAGE)
                : ConditionEvaluationResult.enabled("its database is there");
    }
}
