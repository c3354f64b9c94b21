package dev.cook.http.rest;

import java.util.List;
import java.util.Optional;

/**
 * One thing that the API does. The server routes by it and the OpenAPI document is written from it, so neither has what the other
 * lacks.
 *
 * @param id its name for generated clients
 * @param query the parameters that it reads from the query
 * @param request the record that its body is; empty: it takes none
 * @param response the record that it answers with
 */
public record Operation(
        String method,
        PathTemplate path,
        String id,
        String summary,
        List<Parameter> query,
        Optional<Class<? extends Record>> request,
        Class<? extends Record> response,
        Handler handler) {
    public Operation {
        query = List.copyOf(query);
    }

    /** A parameter of the query. */
    public record Parameter(String name, String description) {}

    /** Carries it out; what it does not carry out is {@link Refused}. */
    public interface Handler {
        Record answer(Call call);
    }

    interface Taking<T extends Record> {
        Record answer(Call call, T body);
    }

    static final List<Parameter> PAGED = List.of(
            new Parameter("limit", "Items of a page, 1 to 100 (default 50)"),
            new Parameter("cursor", "The next of the page before; opaque"));

    static Operation get(
            String path,
            String id,
            String summary,
            List<Parameter> query,
            Class<? extends Record> response,
            Handler handler) {
        return new Operation("GET", PathTemplate.of(path), id, summary, query, Optional.empty(), response, handler);
    }

    static <T extends Record> Operation post(
            String path,
            String id,
            String summary,
            Class<T> request,
            Class<? extends Record> response,
            Taking<T> handler) {
        return new Operation(
                "POST",
                PathTemplate.of(path),
                id,
                summary,
                List.of(),
                Optional.of(request),
                response,
                call -> handler.answer(call, Requests.read(call.body(), request)));
    }

    boolean isRead() {
        return method.equals("GET");
    }
}
