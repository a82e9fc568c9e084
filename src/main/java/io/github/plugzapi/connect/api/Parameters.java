package io.github.plugzapi.connect.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.ws.rs.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads what stands in the query and in the body of a request. What cannot be read is answered 400, which JAX-RS would answer 404. */
final class Parameters {

    static final int MAX_LIMIT = 1_000;
    static final int DEFAULT_LIMIT = 100;

    private static final String DEFAULT = "" + DEFAULT_LIMIT;

    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private Parameters() {}

    /** How many of a list, at most. */
    static int limit(String text) {
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

    /** From where a list goes on; null: from its beginning. */
    static String cursor(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notAPlace();
        }
    }

    /** What {@link #cursor} reads. */
    static String next(String place) {
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

    /** A body that is {@code true} or {@code false}. */
    static boolean flag(String body) {
        return switch (body == null ? "" : body.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequestException("The body must be true or false, and nothing else.");
        };
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
