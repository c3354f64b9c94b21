package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.TokenCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What models cost: USD a token, by the model's name, with the field names of LiteLLM's table. A table has a version, so
 * that a cost can be traced to it: its own {@code version}, else the beginning of its SHA-256.
 *
 * <p>Prices that depend on the length of a single request are not computed: the usage of a turn does not tell it.
 */
public final class PriceTable {
    /** Bytes of a table; the public ones have two million. */
    private static final long LARGEST = 32L << 20;

    /** Decimals of a computed amount. */
    private static final int DECIMALS = 12;

    /** What providers put behind a model's name: a date, a version of theirs, the size of a context. */
    private static final Pattern SUFFIX =
            Pattern.compile("\\[[^]]*]$|-20[0-9]{6}$|-20[0-9]{2}-[0-9]{2}-[0-9]{2}$|@.*$|-latest$");

    private final String version;
    private final Map<String, Prices> models;

    /** A cached token costs as much as any other where the table does not say. */
    private record Prices(BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {}

    private PriceTable(String version, Map<String, Prices> models) {
        this.version = version;
        this.models = Map.copyOf(models);
    }

    /** The table that comes with Cook. */
    public static PriceTable own() {
        try (InputStream in = Objects.requireNonNull(PriceTable.class.getResourceAsStream("prices.json"))) {
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Another table.
     *
     * @throws IllegalArgumentException if the file is none, with the reason
     */
    public static PriceTable read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException("is larger than " + (LARGEST >> 20) + " MiB");
            }
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
        }
    }

    private static PriceTable parse(byte[] json) {
        JsonNode table;
        try {
            table = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, Prices> models = new HashMap<>();
        table.forEachEntry(
                (name, entry) -> prices(entry).ifPresent(prices -> models.put(name.toLowerCase(Locale.ROOT), prices)));
        if (models.isEmpty()) {
            throw new IllegalArgumentException("has no model with input_cost_per_token and output_cost_per_token");
        }
        String version = Fields.text(table, "version");
        return new PriceTable(version.isEmpty() ? hash(json) : version, models);
    }

    private static Optional<Prices> prices(JsonNode entry) {
        Optional<BigDecimal> input = Fields.amount(entry, "input_cost_per_token");
        Optional<BigDecimal> output = Fields.amount(entry, "output_cost_per_token");
        return input.flatMap(in -> output.map(out -> new Prices(
                in,
                Fields.amount(entry, "cache_read_input_token_cost").orElse(in),
                Fields.amount(entry, "cache_creation_input_token_cost").orElse(in),
                out)));
    }

    public String version() {
        return version;
    }

    /** Adds what it costs, where the table has the model and the agent told its tokens. */
    public PricedUsage price(ModelUsage usage) {
        TokenCounts tokens = usage.tokens();
        Optional<Prices> prices = find(usage.model());
        if (prices.isEmpty() || tokens.input().isEmpty() || tokens.output().isEmpty()) {
            return new PricedUsage(usage, Optional.empty(), Optional.empty());
        }
        BigDecimal usd = cost(tokens.input(), prices.get().input())
                .add(cost(tokens.cachedInput(), prices.get().cachedInput()))
                .add(cost(tokens.cacheWrite(), prices.get().cacheWrite()))
                .add(cost(tokens.output(), prices.get().output()));
        return new PricedUsage(usage, Optional.of(usd.setScale(DECIMALS, RoundingMode.HALF_UP)), Optional.of(version));
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // parts of a record
    private static BigDecimal cost(Optional<Long> tokens, BigDecimal price) {
        return tokens.map(BigDecimal::valueOf).map(price::multiply).orElse(BigDecimal.ZERO);
    }

    /** By its name as it is, else without what providers put before and behind it. */
    private Optional<Prices> find(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        for (int i = 0; i < 4; i++) {
            Prices prices = models.get(name);
            if (prices != null) {
                return Optional.of(prices);
            }
            String shorter = SUFFIX.matcher(name).replaceFirst("");
            if (shorter.equals(name)) {
                shorter = name.substring(name.indexOf('/') + 1);
            }
            if (shorter.equals(name)) {
                return Optional.empty();
            }
            name = shorter;
        }
        return Optional.empty();
    }

    private static String hash(byte[] json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return "sha256:" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
