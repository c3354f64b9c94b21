package dev.cook.agents.transcript;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The answer to an agent that asks over the Agent Client Protocol whether it may: yes, for the environment is what keeps it
 * in. Pure, so that what is answered and what is recorded are the same.
 */
public record Permission(String optionId, String name) {
    /** What is said, the first that is offered: some agents write a yes for good into a file of the work tree. */
    private static final List<String> BEST_FIRST = List.of("allow_once", "allow_always");

    /** Empty: it offers no way to say yes. */
    public static Optional<Permission> of(JsonNode params) {
        for (String kind : BEST_FIRST) {
            Optional<Permission> offered = params.path("options")
                    .valueStream()
                    .filter(option -> Fields.text(option, "kind").equals(kind))
                    .findFirst()
                    .map(option -> new Permission(Fields.text(option, "optionId"), Fields.text(option, "name")));
            if (offered.isPresent()) {
                return offered;
            }
        }
        return Optional.empty();
    }
}
