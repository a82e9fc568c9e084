package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.status.Overview;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads what stands in the query of a request. What cannot be read is answered 400, which JAX-RS would answer 404. */
final class Parameters {

    static final int MAX_LIMIT = 1_000;
    static final int DEFAULT_LIMIT = 100;

    private static final String DEFAULT = "" + DEFAULT_LIMIT;

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

    /** The instance of a path, where there is one. */
    static Overview found(Optional<Overview> overview) {
        return overview.orElseThrow(() -> new NotFoundException(
                "There is no instance of that id; GET /api/instances lists those that there are."));
    }

    /** From where a list goes on; null: from its beginning. */
    static String cursor(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'cursor' must be what 'next' was in the answer before.");
        }
    }

    /** What {@link #cursor} reads. */
    static String next(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }
}
