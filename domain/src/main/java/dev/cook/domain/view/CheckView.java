package dev.cook.domain.view;

import dev.cook.domain.LandingCheck;
import java.util.List;

/**
 * Something that a branch needs before it lands, in JSON.
 *
 * @param mark done, running, missing, or note, which keeps nothing from landing
 */
public record CheckView(String mark, String what) {
    public static List<CheckView> of(List<LandingCheck> checks) {
        return checks.stream()
                .map(check -> new CheckView(check.mark().word(), check.what()))
                .toList();
    }

    public String told() {
        return mark + ": " + what;
    }
}
