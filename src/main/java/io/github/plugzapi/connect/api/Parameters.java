package io.github.plugzapi.connect.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.status.Overview;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/** Reads what stands in the query and in the body of a request. What cannot be read is answered 400, which JAX-RS would answer 404. */
public final class Parameters {

    static final int MAX_LIMIT = 1_000;
    static final int DEFAULT_LIMIT = 100;

    private static final String DEFAULT = "" + DEFAULT_LIMIT;

    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private Parameters() {}

    /**
     * How many of a list, at most.
     *
     * @param text as it was written; null where it was not
     * @return a number from 1; what is usual where nothing was written
     * @throws BadRequestException if it is none, or too large
     */
    public static int limit(String text) {
        try {
            int limit = Integer.parseInt(text == null || text.isEmpty() ? DEFAULT : text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // It is answered alike.
        }
        throw new BadRequestException("'limit' must be a whole number from 1 to " + MAX_LIMIT + ".");
    }

    /**
     * The instance of a path.
     *
     * @param overview what is known of it; never null
     * @return that; never null
     * @throws NotFoundException if nothing is
     */
    public static Overview found(Optional<Overview> overview) {
        return overview.orElseThrow(() -> new NotFoundException(
                "There is no instance of that id; GET /api/instances lists those that there are."));
    }

    /**
     * The instance of a path, of which something is asked that takes its token.
     *
     * @param instance whether it is configured, or the account's; never null
     * @return that; never null
     * @throws NotFoundException if it is neither
     */
    public static Instance configured(Optional<Instance> instance) {
        return instance.orElseThrow(() -> new NotFoundException(
                "There is no instance of that id with a token: set PLUGZAPI_INSTANCES_<NAME>_ID and _TOKEN, or"
                        + " PLUGZAPI_ACCOUNT_TOKEN, so that the gateway can be asked for it."));
    }

    /**
     * From where a list goes on.
     *
     * @param text what {@link #next} gave; null where it was not written
     * @return what it was given; null: from the beginning
     * @throws BadRequestException if it is nothing that was given
     */
    public static String cursor(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notAPlace();
        }
    }

    /**
     * The cursor of the next page.
     *
     * @param place where the page before ends; never null
     * @return what {@link #cursor} reads; never null
     */
    public static String next(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    /** The same where that place is a number; null: from its beginning. */
    static Long numberAt(String cursor) {
        String place = cursor(cursor);
        if (place == null) {
            return null;
        }
        try {
            return Long.valueOf(place);
        } catch (NumberFormatException e) {
            throw notAPlace();
        }
    }

    static BadRequestException notAPlace() {
        return new BadRequestException("'cursor' must be what 'next' was in the answer before.");
    }

    /** What is {@code true} or {@code false}. */
    static boolean flag(String name, String text) {
        return switch (text == null ? "" : text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequestException(name + " must be true or false, and nothing else.");
        };
    }

    /** A field of a body that is a moment; null, or a missing one, is none. The journal keeps milliseconds. */
    static Instant moment(String name, JsonNode field) {
        try {
            return OffsetDateTime.parse(field != null && field.isTextual() ? field.textValue() : "")
                    .toInstant()
                    .truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new BadRequestException(
                    "'" + name + "' must be a moment as in ISO 8601, such as 2026-01-31T20:08:00Z.");
        }
    }

    /** A body that is a JSON object. */
    static JsonNode object(String body) {
        try {
            JsonNode object = JSON.readTree(body == null ? "" : body);
            if (object.isObject()) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // It is answered alike.
        }
        throw new BadRequestException("The body must be a JSON object, such as {}, with each field once.");
    }
}
