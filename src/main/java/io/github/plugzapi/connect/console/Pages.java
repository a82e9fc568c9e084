package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.access.Sessions;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** What all pages have in common: who looks, in which language, in which colours. */
@Singleton
public class Pages {

    static final Locale PORTUGUESE = new Locale("pt");

    /** Who has a link has nothing to do with the rest of the console. */
    static final String LINKS = "/reconnect/";

    private static final String LANGUAGE = "lang";
    private static final String LANGUAGE_COOKIE = "plugzapi-connect-language";
    private static final String THEME_COOKIE = "plugzapi-connect-theme";

    private static final Set<String> THEMES = Set.of("light", "dark");

    private static final Duration REMEMBERED = Duration.ofDays(365);

    private final CurrentVertxRequest request;
    private final SecurityIdentity identity;
    private final Clock clock;

    Pages(CurrentVertxRequest request, SecurityIdentity identity, Clock clock) {
        this.request = request;
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * What is around the page that is asked for.
     *
     * @param section which part of the console it belongs to; never null
     * @return that; never null
     */
    public Frame frame(String section) {
        Locale locale = locale();
        String other = locale.equals(PORTUGUESE) ? "en" : "pt";
        return new Frame(
                section,
                identity.isAnonymous() ? "" : identity.getPrincipal().getName(),
                identity.hasRole(Role.ADMIN),
                theme(),
                here(),
                other,
                inLanguage(other),
                new Formats(clock.instant(), locale));
    }

    /**
     * A page in the language of whoever asks for it.
     *
     * @param page the page; never null
     * @return the same; never null
     */
    public TemplateInstance inLanguage(TemplateInstance page) {
        return page.setLocale(locale());
    }

    /**
     * The language of whoever asks: as they chose it, or their browser has it.
     *
     * @return Portuguese or English; never null
     */
    public Locale locale() {
        RoutingContext context = request.getCurrent();
        String asked = context.request().getParam(LANGUAGE);
        if (asked != null) {
            Locale chosen = ofWord(asked);
            keep(LANGUAGE_COOKIE, chosen.getLanguage());
            return chosen;
        }
        Cookie cookie = context.request().getCookie(LANGUAGE_COOKIE);
        if (cookie != null) {
            return ofWord(cookie.getValue());
        }
        return context.acceptableLanguages().stream()
                .map(LanguageHeader::tag)
                .filter(tag -> tag.equals("pt") || tag.equals("en"))
                .findFirst()
                .map(Pages::ofWord)
                .orElse(PORTUGUESE);
    }

    private static Locale ofWord(String word) {
        return word.startsWith("en") ? Locale.ENGLISH : PORTUGUESE;
    }

    /**
     * What a bundle of messages says in the language of whoever asks.
     *
     * @param <T> the bundle
     * @param bundle its interface; never null
     * @return the messages; never null
     */
    public <T> T words(Class<T> bundle) {
        return MessageBundles.get(bundle, Localized.Literal.of(locale().getLanguage()));
    }

    /**
     * The colours that whoever asks has chosen.
     *
     * @return {@code light} or {@code dark}; empty where nothing was chosen; never null
     */
    public String theme() {
        Cookie cookie = request.getCurrent().request().getCookie(THEME_COOKIE);
        return cookie != null && THEMES.contains(cookie.getValue()) ? cookie.getValue() : "";
    }

    void keepTheme(String theme) {
        keep(THEME_COOKIE, THEMES.contains(theme) ? theme : "");
    }

    private void keep(String name, String value) {
        RoutingContext context = request.getCurrent();
        context.response()
                .addCookie(Cookie.cookie(name, value)
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.LAX)
                        .setMaxAge(REMEMBERED.toSeconds()));
    }

    /** The page that is asked for, as a link on it leads to it again; of what was done, the page on which it was. */
    private String here() {
        HttpServerRequest asked = request.getCurrent().request();
        // The pages of a link do not say where they are, and each can be asked for.
        if (asked.method() == HttpMethod.GET || asked.path().startsWith(LINKS)) {
            return asked.uri();
        }
        String referrer = asked.getHeader(HttpHeaders.REFERER);
        String from = referrer == null ? "/" : referrer.replaceFirst("^https?://[^/]*", "");
        return Sessions.isOurs(from) ? from : "/";
    }

    private String inLanguage(String other) {
        QueryStringDecoder asked = new QueryStringDecoder(here());
        QueryStringEncoder link = new QueryStringEncoder(asked.rawPath());
        asked.parameters().forEach((name, values) -> {
            if (!name.equals(LANGUAGE)) {
                values.forEach(value -> link.addParam(name, value));
            }
        });
        link.addParam(LANGUAGE, other);
        return link.toString();
    }

    /**
     * Whether it is known who asks.
     *
     * @return whether somebody has signed in
     */
    boolean isSignedIn() {
        return !identity.isAnonymous();
    }

    /**
     * Whether a script asks, and puts what it is given into the page that is there already.
     *
     * @return whether htmx does
     */
    public boolean isPart() {
        return request.getCurrent().request().headers().contains("HX-Request");
    }

    /**
     * Where a list goes on.
     *
     * @param before the number of a place in it, as it stands in a link; may be null
     * @return the number; null for the beginning, also where it cannot be understood
     */
    public static Long place(String before) {
        return before != null && before.matches("[0-9]{1,18}") ? Long.valueOf(before) : null;
    }
}
