package io.github.plugzapi.connect.http;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What becomes of a call to somebody else over HTTP, whatever client makes it. */
public final class Calls {

    /** Nobody is left alone for longer. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private Calls() {}

    /**
     * The JDK's own client, which does without Quarkus. It follows no redirect: URLs hold secrets, which are not for whatever
     * host a redirect names.
     *
     * @param connectTimeout how long it may take to connect; never null
     * @return a new one; never null
     */
    public static HttpClient plainClient(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

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
        return !isUnknownHost(failure)
                && !has(failure, SSLException.class)
                && !has(failure, ConnectException.class)
                && !isTimeout(failure)
                && (has(failure, IOException.class) || has(failure, VertxException.class));
    }

    /** Whichever client says it. */
    private static boolean isTimeout(Throwable failure) {
        return has(failure, TimeoutException.class)
                || has(failure, java.util.concurrent.TimeoutException.class)
                || has(failure, SocketTimeoutException.class)
                || has(failure, HttpTimeoutException.class);
    }

    private static boolean isUnknownHost(Throwable failure) {
        return has(failure, UnknownHostException.class) || has(failure, UnresolvedAddressException.class);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Why there was no answer, in words.
     *
     * @param failure what the client says; never null
     * @param host who was called; never null
     * @return the reason, without anything else of the call; never null
     */
    public static String unanswered(Throwable failure, String host) {
        if (isUnknownHost(failure)) {
            return "the host of " + host + " is not known to DNS";
        }
        if (has(failure, SSLException.class)) {
            return "no secure connection to " + host + " (TLS)";
        }
        if (isTimeout(failure)) {
            return "no answer from " + host + " in time";
        }
        if (has(failure, ConnectException.class)) {
            return "no connection to " + host;
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
