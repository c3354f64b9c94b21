package dev.cook.http.git;

import dev.cook.domain.LfsObject;
import dev.cook.hooks.lfs.LfsOperation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What clients of Git LFS say and are told, as the published API has it; read strictly. */
final class LfsJson {
    static final String TYPE = "application/vnd.git-lfs+json";

    /** Objects in one batch: git-lfs asks for a hundred at once, and its own bound is a thousand. */
    static final int MOST_OBJECTS = 1_000;

    /** Bytes of a request: a thousand objects have about a hundred each. */
    static final int LARGEST = 256 * 1024;

    private static final JsonMapper JSON = JsonMapper.shared();

    private LfsJson() {}

    /** What is wrong with a request. */
    static final class Bad extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Bad(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** What is to be done with which objects. */
    record Batch(LfsOperation operation, List<LfsObject> objects) {}

    static Batch batch(byte[] body) throws Bad {
        JsonNode json = parsed(body);
        String word = json.path("operation").asString("");
        LfsOperation operation = LfsOperation.of(word)
                .orElseThrow(() -> new Bad(422, "a batch has the operation \"upload\" or \"download\""));
        String algorithm = json.path("hash_algo").asString("sha256");
        if (!algorithm.equals("sha256")) {
            throw new Bad(409, "objects are named by sha256 here, and by no other hash");
        }
        JsonNode transfers = json.path("transfers");
        if (transfers.isArray() && !transfers.isEmpty() && !holds(transfers, "basic")) {
            throw new Bad(422, "the transfer \"basic\" alone is offered over HTTP");
        }
        JsonNode list = json.path("objects");
        if (!list.isArray()) {
            throw new Bad(422, "a batch has a list of objects, each with oid and size");
        }
        if (list.size() > MOST_OBJECTS) {
            throw new Bad(413, "a batch names at most " + MOST_OBJECTS + " objects; ask for them in parts");
        }
        List<LfsObject> objects = new ArrayList<>();
        Set<LfsObject> seen = new HashSet<>();
        for (JsonNode one : list) {
            LfsObject object = object(one);
            if (seen.add(object)) {
                objects.add(object);
            }
        }
        return new Batch(operation, objects);
    }

    /** The object that a client says it uploaded. */
    static LfsObject verified(byte[] body) throws Bad {
        return object(parsed(body));
    }

    private static JsonNode parsed(byte[] body) throws Bad {
        try {
            JsonNode json = JSON.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException e) {
            // Told below, in words of this server: the library's repeat what the client sent.
        }
        throw new Bad(400, "this request is no JSON object");
    }

    private static boolean holds(JsonNode array, String word) {
        for (JsonNode one : array) {
            if (one.asString("").equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static LfsObject object(JsonNode json) throws Bad {
        String oid = json.path("oid").asString("");
        JsonNode size = json.path("size");
        if (!LfsObject.isOid(oid)) {
            throw new Bad(422, "an object's oid is its SHA-256 in 64 lower-case hex digits");
        }
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
            throw new Bad(422, "an object's size is a number of bytes");
        }
        return new LfsObject(oid, size.asLong());
    }

    static String written(Map<String, Object> json) {
        return JSON.writeValueAsString(json) + "\n";
    }

    static String error(String message) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("message", message);
        return written(json);
    }
}
