package dev.cook.http.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an operation, as OpenAPI writes it. Names of repositories and of branches have several parts, none of which is a
 * dash, so {@code /-/} says where they end; {@code {number}} and {@code {session}} are numbers.
 */
public record PathTemplate(String text, List<String> variables, Pattern pattern) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    /** Parts that are no dash; possessive, so that a hostile address costs no more than its length. */
    private static final String NAME = "((?:(?!-(?:/|$))[^/]+)(?:/(?!-(?:/|$))[^/]+)*+)";

    private static final String NUMBER = "([1-9][0-9]{0,17})";

    static PathTemplate of(String text) {
        StringBuilder pattern = new StringBuilder();
        List<String> variables =
                VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
        Matcher found = VARIABLE.matcher(text);
        int at = 0;
        while (found.find()) {
            pattern.append(Pattern.quote(text.substring(at, found.start())))
                    .append(isName(found.group(1)) ? NAME : NUMBER);
            at = found.end();
        }
        pattern.append(Pattern.quote(text.substring(at)));
        return new PathTemplate(text, variables, Pattern.compile(pattern.toString()));
    }

    static boolean isName(String variable) {
        return variable.equals("repo") || variable.equals("branch");
    }

    /** The values of its variables in a decoded path that is of it. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            values.put(variables.get(i), matcher.group(i + 1));
        }
        return Optional.of(values);
    }
}
