package dev.cook.http.rest;

import dev.cook.http.api.ProblemJson;
import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import dev.cook.http.exchange.Route;
import dev.cook.http.exchange.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI 3.1 document of the operations that the server routes by. It says nothing that a reader of the docs does not know. */
public final class OpenApi implements Route {
    private static final String PATH = "/api";

    private final String document;

    public OpenApi(List<Operation> operations, Site site) {
        this.document = JsonMapper.shared().writeValueAsString(of(operations, site.url())) + "\n";
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().equals(PATH)) {
            return false;
        }
        if (exchange.isRead()) {
            exchange.answer(200, Exchange.JSON, document);
        } else {
            exchange.set(HttpHeader.ALLOW, "GET, HEAD");
            ProblemJson.answer(
                    exchange,
                    new Problem(405, "Method not allowed", "This address accepts GET only.", "Send a GET request."));
        }
        return true;
    }

    private static Map<String, Object> of(List<Operation> operations, String url) {
        Schemas schemas = new Schemas();
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        Map<String, Object> problem = schemas.answer(ProblemJson.class);
        for (Operation operation : operations) {
            paths.computeIfAbsent(operation.path().text(), _ -> new LinkedHashMap<>())
                    .put(operation.method().toLowerCase(Locale.ROOT), of(operation, schemas, problem));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Cook",
                        "version",
                        "1",
                        "description",
                        "Names of repositories and branches keep their slashes; /-/ says where a name ends."));
        document.put("servers", List.of(Map.of("url", url)));
        document.put("security", List.of(Map.of("token", List.of())));
        document.put("paths", paths);
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas.components());
        components.put("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")));
        document.put("components", components);
        return document;
    }

    private static Map<String, Object> of(Operation operation, Schemas schemas, Map<String, Object> problem) {
        List<Object> parameters = new ArrayList<>();
        for (String name : operation.path().variables()) {
            parameters.add(Map.of(
                    "name",
                    name,
                    "in",
                    "path",
                    "required",
                    true,
                    "schema",
                    Map.of("type", PathTemplate.isName(name) ? "string" : "integer")));
        }
        for (Operation.Parameter parameter : operation.query()) {
            parameters.add(Map.of(
                    "name",
                    parameter.name(),
                    "in",
                    "query",
                    "description",
                    parameter.description(),
                    "schema",
                    Map.of("type", "string")));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("operationId", operation.id());
        json.put("summary", operation.summary());
        json.put("parameters", parameters);
        operation
                .request()
                .ifPresent(type -> json.put(
                        "requestBody",
                        Map.of("required", true, "content", content(Exchange.JSON, schemas.request(type)))));
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put(
                "200",
                Map.of("description", "Done", "content", content(Exchange.JSON, schemas.answer(operation.response()))));
        responses.put("default", Map.of("description", "Not done", "content", content(ProblemJson.TYPE, problem)));
        json.put("responses", responses);
        return json;
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        return Map.of(type, Map.of("schema", schema));
    }
}
