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
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What becomes of a call to somebody else over HTTP, whatever client makes it. */
public final class Calls {

    /** Nobody is left alone for longer. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /** What the JDK says of a certificate for somebody else, which has no class of its own. */
    private static final Pattern NO_SUCH_NAME = Pattern.compile("^No (name|subject alternative)");

    /** How the other side says why it goes no further. */
    private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");

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
        return causes(failure).anyMatch(type::isInstance);
    }

    /** The failure itself first. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
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
        Optional<String> insecure = insecure(failure, "JAVAX_NET_SSL_TRUSTSTORE");
        if (insecure.isPresent()) {
            return "no secure connection to " + host + " (TLS): " + insecure.get();
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

    /**
     * Why a connection could not be made secure, in words that follow who was called, and what to do about it.
     *
     * @param failure what the client says; never null
     * @param trustedBy the variable that names whom we trust; never null
     * @return empty where it is no failure of TLS; never null
     */
    public static Optional<String> insecure(Throwable failure, String trustedBy) {
        if (!has(failure, SSLException.class)) {
            return Optional.empty();
        }
        if (has(failure, CertificateExpiredException.class)) {
            return Optional.of("its certificate has expired; have it renewed");
        }
        if (has(failure, CertificateNotYetValidException.class)) {
            return Optional.of("its certificate is not valid yet; look at the clocks of both sides");
        }
        if (has(failure, CertPathBuilderException.class)) {
            return Optional.of(
                    "no authority that is trusted has signed its certificate; where your own has, " + trustedBy
                            + " says whom to trust, and where another has, the other side must send the certificates in between");
        }
        Optional<String> refused = causes(failure)
                .filter(GeneralSecurityException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .reduce((outer, inner) -> inner);
        if (refused.isPresent()) {
            return refused.map(reason -> NO_SUCH_NAME.matcher(reason).find()
                    ? "its certificate is not for this name; call it by a name that the certificate has, or have one made"
                            + " that has this one"
                    : "its certificate is refused: " + reason.replaceAll("\\s+", " "));
        }
        return Optional.of(spoken(messages(failure)));
    }

    private static String messages(Throwable failure) {
        return causes(failure).map(cause -> cause.getMessage() + "\n").collect(Collectors.joining());
    }

    /** The JDK and Netty have one class for all of this. */
    private static String spoken(String message) {
        if (message.contains("unrecognized SSL message") || message.contains("not an SSL/TLS record")) {
            return "what listens there speaks no TLS; correct the port";
        }
        if (message.contains("protocol_version") || message.contains("protocol version")) {
            return "it speaks neither TLS 1.2 nor 1.3; have it updated";
        }
        Matcher alert = ALERT.matcher(message);
        return alert.find() ? "it refused with " + alert.group(1) : "the other side broke off";
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
