package io.github.plugzapi.connect.access;

import io.github.plugzapi.connect.http.Exchange;
import io.github.plugzapi.connect.http.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;

/**
 * Keeps out what another site has a browser do here, which sends along who is signed in: requests whose {@code Sec-Fetch-Site}
 * says that a page of somebody else sent them, but for links; and where there is none, of those that act, those whose {@code
 * Origin} says so. What has neither no browser has sent.
 */
@Singleton
class OtherSites {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** By a link or the address bar, or by a page of ours. */
    private static final Set<String> OUR_SITES = Set.of("same-origin", "none");

    /** Before anybody asks who it is. */
    private static final int BEFORE_AUTHENTICATION = 250;

    private static final Problem REFUSED = new Problem(
            HttpResponseStatus.FORBIDDEN,
            "Another site had your browser send this, so nothing was done. Where a proxy is in between, it must pass on the"
                    + " header Host as it came.");

    void install(@Observes Filters filters) {
        filters.register(OtherSites::look, BEFORE_AUTHENTICATION);
    }

    private static void look(RoutingContext context) {
        if (isFromUs(context.request())) {
            context.next();
        } else {
            new Exchange(context).answer(REFUSED);
        }
    }

    static boolean isFromUs(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean isSafe = SAFE.contains(request.method());
        if (site != null) {
            // Whoever follows a link looks; what a page loads by itself, such as a QR code, has PlugZapi asked for it.
            return OUR_SITES.contains(site) || isSafe && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
        }
        if (isSafe) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || isOf(origin, request.getHeader(HttpHeaders.HOST));
    }

    private static boolean isOf(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
