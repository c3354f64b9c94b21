package dev.cook.http;

import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.ObjectMapper;

/** Tells whoever watches the server how each of its parts is; 503 where one is down. */
public final class Health implements Route {
    public static final String PATH = "/health";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<List<HealthPart>> parts;

    public Health(Supplier<List<HealthPart>> parts) {
        this.parts = parts;
    }

    @Override
    public boolean answer(Exchange exchange) throws IOException {
        if (!exchange.path().equals(PATH)) {
            return false;
        }
        boolean up = true;
        Map<String, Object> told = new LinkedHashMap<>();
        for (HealthPart part : parts.get()) {
            up &= part.up();
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("status", part.up() ? "ok" : "down");
            if (!part.why().isEmpty()) {
                json.put("why", part.why());
            }
            json.putAll(part.numbers());
            told.put(part.name(), json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", up ? "ok" : "down");
        json.put("parts", told);
        exchange.answer(up ? 200 : 503, Exchange.JSON, JSON.writeValueAsString(json) + "\n");
        return true;
    }
}
