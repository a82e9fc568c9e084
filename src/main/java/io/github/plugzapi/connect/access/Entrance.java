package io.github.plugzapi.connect.access;

import io.github.plugzapi.connect.http.Exchange;
import io.github.plugzapi.connect.http.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.security.Basic;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/** Lets people in by HTTP Basic, and says how to come in. */
@Singleton
class Entrance implements HttpAuthenticationMechanism {

    private static final String REALM = "plugzapi-connect";
    private static final String CHALLENGE = "Basic realm=\"" + REALM + "\", charset=\"UTF-8\"";

    private static final Problem CLOSED = new Problem(
            HttpResponseStatus.FORBIDDEN,
            "The console and the API are closed: set CONSOLE_PASSWORD, or CONSOLE_READER_PASSWORD for those who may only look, and restart"
                    + " the service.");

    private static final Problem WHO = new Problem(
            HttpResponseStatus.UNAUTHORIZED,
            "Say who you are by HTTP Basic: CONSOLE_USERNAME with CONSOLE_PASSWORD, or reader with CONSOLE_READER_PASSWORD.");

    private final People people;
    private final Sessions sessions;
    private final HttpAuthenticationMechanism basic = Basic.realm(REALM);

    Entrance(People people, Sessions sessions) {
        this.people = people;
        this.sessions = sessions;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        if (people.isNobody()) {
            return Uni.createFrom().nullItem();
        }
        boolean byHeader = context.request().headers().contains(HttpHeaders.AUTHORIZATION);
        Uni<SecurityIdentity> answer =
                byHeader ? basic.authenticate(context, providers) : sessions.authenticate(context, providers);
        return answer
                // They have put themselves there, and would say less of what went wrong.
                .onTermination()
                .invoke(() -> context.put(HttpAuthenticationMechanism.class.getName(), this));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (!isApi(context)) {
            // The form has been sent, and who it is was not right.
            return HttpAuthenticationMechanism.super.sendChallenge(context);
        }
        Exchange exchange = new Exchange(context);
        Duration wait = context.get(People.SLOWED);
        if (people.isNobody()) {
            exchange.answer(CLOSED);
        } else if (wait != null) {
            long seconds = wait.plusMillis(999).toSeconds();
            exchange.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                    .answer(new Problem(
                            HttpResponseStatus.TOO_MANY_REQUESTS,
                            "Name or password were wrong too often; the next try is open in " + seconds + " s."));
        } else {
            // What a page of ours asks for by itself must not open the browser's own dialog.
            (isOfPage(context) ? exchange : exchange.header("WWW-Authenticate", CHALLENGE)).answer(WHO);
        }
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return isApi(context) ? Uni.createFrom().nullItem() : sessions.askToSignIn(context);
    }

    private static boolean isOfPage(RoutingContext context) {
        String mode = context.request().getHeader("Sec-Fetch-Mode");
        return mode != null && !mode.equals("navigate");
    }

    private static boolean isApi(RoutingContext context) {
        return context.normalizedPath().startsWith("/api");
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(UsernamePasswordAuthenticationRequest.class, TrustedAuthenticationRequest.class);
    }
}
