package dev.cook.http.api;

import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** An error of the API, as RFC 9457 has it, with the way out. */
public record ProblemJson(String type, String title, int status, String detail, String wayOut) {
    public static final String TYPE = "application/problem+json";

    private static final JsonMapper JSON = JsonMapper.shared();

    public static ProblemJson of(Problem problem) {
        return new ProblemJson("about:blank", problem.title(), problem.status(), problem.wrong(), problem.wayOut());
    }

    public static void answer(Exchange exchange, Problem problem) throws IOException {
        exchange.answer(problem.status(), TYPE, JSON.writeValueAsString(of(problem)) + "\n");
    }
}
