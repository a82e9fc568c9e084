package io.github.plugzapi.connect.api;

import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.status.Overview;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Reads what stands in the query of a request. What cannot be read is answered 400, which JAX-RS would answer 404. */
public final class Parameters {

    static final int MAX_LIMIT = 1_000;
    static final int DEFAULT_LIMIT = 100;

    private static final String DEFAULT = "" + DEFAULT_LIMIT;

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
            throw new BadRequestException("'cursor' must be what 'next' was in the answer before.");
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
}
