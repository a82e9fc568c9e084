package io.github.plugzapi.connect.access;

import io.github.plugzapi.connect.store.Settings;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.text.Secrets;
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
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.ServerCookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sessions of people who signed in by a form: a cookie that holds who it is and until when, encrypted with a key that is derived from
 * the passwords and from a secret in the journal. So it works on every replica, and not any more where a password is another; and
 * whoever has a cookie and one password cannot try the other one by it.
 */
@Singleton
public class Sessions {

    /** Where the form is. */
    public static final String SIGN_IN = "/sign-in";

    /** Where the form is sent to. */
    public static final String POST = "/sign-in/check";

    /** The journal's name for the secret of the key. */
    static final String SETTING = "session-secret";

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
            // Of an error without a word some browsers show a page of their own.
            new ChallengeData(HttpResponseStatus.OK.code(), "Refresh", "0");

    private static final ChallengeData SIGN_IN_FIRST =
            new ChallengeData(HttpResponseStatus.FOUND.code(), HttpHeaders.LOCATION.toString(), SIGN_IN);

    /** Two slashes would begin another site's address. */
    private static final Pattern OURS = Pattern.compile("/([\\w.~-][\\w.~%/-]*)?(\\?[\\w.~%=&+-]*)?");

    private final AccessConfig config;
    private final Settings settings;

    private volatile HttpAuthenticationMechanism form;

    Sessions(AccessConfig config, Settings settings) {
        this.config = config;
        this.settings = settings;
        // While the journal cannot be read there is no page to be seen, and whoever signs in does it once more then.
        this.form = form(Secrets.make());
    }

    void load(@Observes Store.Opened event) {
        form = form(settings.findOrMake(SETTING, Secrets::make));
    }

    private HttpAuthenticationMechanism form(String secret) {
        return Form.builder()
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
                .encryptionKey(key(secret))
                .build();
    }

    /** Of all that says who may come in: whoever was signed in by another name is not any more, either. */
    private String key(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            for (String part : List.of(
                    config.username(),
                    config.password().orElse(""),
                    config.readerPassword().orElse(""))) {
                // All of one length, so that none can be taken for a part of another.
                mac.update(Secrets.hash(part));
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
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
            request.cookies().forEach(Sessions::secure);
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
                    target.getRawPath().replaceFirst("^/+", "/")
                            + query
                            + (wait == null
                                    ? ""
                                    : "&wait=" + wait.plusMillis(999).toSeconds()));
        }
    }

    /** Those that the browser has sent are among them; one that is touched is sent back, and without what it was set with. */
    private static void secure(Cookie cookie) {
        if (cookie instanceof ServerCookie own && own.isChanged()) {
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
        boolean isForm = context.normalizedPath().equals(POST);
        boolean mayComeBack = context.request().method() == HttpMethod.GET
                && isOurs(context.request().uri());
        return isForm || mayComeBack
                ? form.getChallenge(context)
                : Uni.createFrom().item(SIGN_IN_FIRST);
    }

    /**
     * Whether somebody may be led to an address.
     *
     * @param address what is said to be a path here, with its query; may be null
     * @return whether it is one, of characters that need no care
     */
    public static boolean isOurs(String address) {
        return address != null && OURS.matcher(address).matches();
    }

    /**
     * Signs somebody out; whoever said by HTTP Basic who they are has no session.
     *
     * @param identity who it is; never null
     * @param context in which they ask for it; never null
     */
    public void end(SecurityIdentity identity, RoutingContext context) {
        if (context.request().getCookie(COOKIE) != null
                && !context.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            FormAuthenticationMechanism.logout(identity);
        }
    }
}
