package io.github.plugzapi.connect.access;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.FormAuthConfig.CookieSameSite;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.security.Form;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sessions of people who signed in by a form: a cookie that holds who it is and until when, encrypted with what is derived from the
 * passwords. So it works on every replica, and not any more where a password is another.
 */
@Singleton
public class Sessions {

    /** Where the form is. */
    public static final String SIGN_IN = "/sign-in";

    /** Where the form is sent to. */
    public static final String POST = "/sign-in/check";

    static final Duration LENGTH = Duration.ofHours(12);

    private static final String COOKIE = "plugzapi-connect-session";
    private static final String WHERE_TO = "plugzapi-connect-where-to";
    private static final String ALGORITHM = "HmacSHA256";

    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

    /**
     * Whoever follows a link in a mail or a chat comes without the cookie, which browsers send along from our own pages alone. So
     * they are sent once more by an answer of ours.
     */
    private static final ChallengeData COME_AGAIN =
            new ChallengeData(HttpResponseStatus.UNAUTHORIZED.code(), "Refresh", "0");

    private final HttpAuthenticationMechanism form;

    Sessions(AccessConfig config) {
        this.form = Form.builder()
                .loginPage(SIGN_IN)
                .postLocation(POST)
                .errorPage(SIGN_IN + "?failed=yes")
                .landingPage("/")
                .usernameParameter("username")
                .passwordParameter("password")
                .locationCookie(WHERE_TO)
                .cookieName(COOKIE)
                .cookiePath("/")
                .cookieSameSite(CookieSameSite.STRICT)
                .httpOnlyCookie()
                .timeout(LENGTH)
                // Whoever signed in signs in again after that, however often the page asks by itself.
                .newCookieInterval(LENGTH)
                .cookieMaxAge(LENGTH)
                .encryptionKey(key(
                        config.password().orElse(""), config.readerPassword().orElse("")))
                .build();
    }

    private static String key(String password, String readerPassword) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(("session" + password).getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(readerPassword.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        context.addHeadersEndHandler(sent -> {
            secure(context.request());
            toUs(context);
        });
        return form.authenticate(context, providers);
    }

    /** The proxy before us ends the TLS mostly, and says so. */
    private static void secure(HttpServerRequest request) {
        if (isOverTls(request)) {
            request.cookies().forEach(cookie -> secure(cookie));
        }
    }

    /** Whatever the proxy before us is called: a redirect of the form's names us as we are called. */
    private static void toUs(RoutingContext context) {
        HttpServerResponse response = context.response();
        String location = response.headers().get(HttpHeaders.LOCATION);
        if (location != null) {
            URI target = URI.create(location);
            String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
            Duration wait = context.get(People.SLOWED);
            response.putHeader(
                    HttpHeaders.LOCATION,
                    target.getRawPath()
                            + query
                            + (wait == null
                                    ? ""
                                    : "&wait=" + wait.plusMillis(999).toSeconds()));
        }
    }

    private static void secure(Cookie cookie) {
        if (cookie.getName().equals(COOKIE) || cookie.getName().equals(WHERE_TO)) {
            cookie.setSecure(true);
        }
    }

    private static boolean isOverTls(HttpServerRequest request) {
        return request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }

    Uni<ChallengeData> askToSignIn(RoutingContext context) {
        String site = context.request().getHeader("Sec-Fetch-Site");
        if (OTHER_SITES.contains(site == null ? "" : site)) {
            return Uni.createFrom().item(COME_AGAIN);
        }
        return form.getChallenge(context);
    }

    /**
     * Signs somebody out.
     *
     * @param identity who it is; never null
     */
    public void end(SecurityIdentity identity) {
        FormAuthenticationMechanism.logout(identity);
    }
}
