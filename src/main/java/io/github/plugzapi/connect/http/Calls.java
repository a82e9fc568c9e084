package io.github.plugzapi.connect.http;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What becomes of a call to somebody else over HTTP, whatever client makes it. */
public final class Calls {

    /** Nobody is left alone for longer. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private Calls() {}

    /**
     * What {@code Retry-After} asks for in seconds (RFC 9110, 10.2.3). Its other form is a date, which depends on the other
     * side's clock.
     *
     * @param header its value; null where there is none
     * @return how long, up to an hour; zero where nothing is asked for that can be understood; never null
     */
    public static Duration retryAfter(String header) {
        try {
            long seconds = header == null ? 0 : Long.parseLong(header.strip());
            return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_RETRY_AFTER.toSeconds())));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    /**
     * Whether a connection ended before there was an answer, as one does that the other side has given up while nobody used
     * it.
     *
     * @param failure what the client says; never null
     * @return false where nobody was reached, or no answer came in time
     */
    public static boolean brokeOff(Throwable failure) {
        boolean brokeOff = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof SSLException
                    || cause instanceof ConnectException
                    || isTimeout(cause)) {
                return false;
            }
            brokeOff |= cause instanceof IOException || cause instanceof VertxException;
        }
        return brokeOff;
    }

    private static boolean isTimeout(Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException;
    }

    /**
     * Why there was no answer, in words.
     *
     * @param failure what the client says; never null
     * @param host who was called; never null
     * @return the reason, without anything else of the call; never null
     */
    public static String unanswered(Throwable failure, String host) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the host of " + host + " is not known to DNS";
            }
            if (cause instanceof SSLException) {
                return "no secure connection to " + host + " (TLS)";
            }
            if (isTimeout(cause)) {
                return "no answer from " + host + " in time";
            }
            if (cause instanceof ConnectException) {
                return "no connection to " + host;
            }
        }
        return "the call to " + host + " broke off ("
                + rootCause(failure).getClass().getSimpleName() + ")";
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
