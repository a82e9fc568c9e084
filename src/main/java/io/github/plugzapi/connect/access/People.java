package io.github.plugzapi.connect.access;

import io.github.plugzapi.connect.text.Secrets;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** The two who may come in: one who may act, and one who may look. Whoever guesses their passwords is slowed down. */
@Singleton
class People implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private static final Logger LOG = Logger.getLogger(People.class);

    /** How long whoever asks has to wait, with the request. */
    static final String SLOWED = People.class.getName();

    /** In the place of all names that are nobody's. */
    private static final String NOBODY = "";

    private final Failures failures;
    private final List<Person> all = new ArrayList<>();

    private record Person(byte[] credentials, SecurityIdentity identity) {}

    People(AccessConfig config, Failures failures) {
        this.failures = failures;
        config.password().ifPresent(password -> add(config.username(), password, Set.of(Role.READER, Role.ADMIN)));
        config.readerPassword().ifPresent(password -> add(Role.READER, password, Set.of(Role.READER)));
    }

    void start(@Observes StartupEvent event) {
        if (isNobody()) {
            LOG.info("The console and the API are closed: set CONSOLE_PASSWORD to open it to whoever knows that, or"
                    + " CONSOLE_READER_PASSWORD for those who may only look.");
        }
    }

    private void add(String username, String password, Set<String> roles) {
        SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(username))
                .addRoles(roles)
                .build();
        all.add(new Person(digest(username, password), identity));
    }

    /** Whether nobody may come in at all. */
    boolean isNobody() {
        return all.isEmpty();
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext blocking) {
        RoutingContext context = HttpSecurityUtils.getRoutingContextAttribute(request);
        String address = address(context.request());
        String name = isThere(request.getUsername()) ? request.getUsername() : NOBODY;
        Duration wait = failures.tryAgainAfter(address, name);
        if (!wait.isZero()) {
            context.put(SLOWED, wait);
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        SecurityIdentity found =
                find(request.getUsername(), new String(request.getPassword().getPassword()));
        if (found == null) {
            failures.failed(address, name);
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        failures.succeeded(address, name);
        return Uni.createFrom().item(found);
    }

    /** A proxy may say what is no address. */
    private static String address(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        return address == null ? "somewhere" : address;
    }

    private boolean isThere(String username) {
        return all.stream()
                .anyMatch(person -> person.identity().getPrincipal().getName().equals(username));
    }

    /** Whoever has a name; null for nobody. */
    SecurityIdentity named(String username) {
        return all.stream()
                .map(Person::identity)
                .filter(identity -> identity.getPrincipal().getName().equals(username))
                .findFirst()
                .orElse(null);
    }

    /** Whoever it is; null for nobody. How long it takes does not depend on how much of what is given is right. */
    private SecurityIdentity find(String username, String password) {
        byte[] given = digest(username, password);
        SecurityIdentity found = null;
        for (Person person : all) {
            if (MessageDigest.isEqual(given, person.credentials())) {
                found = person.identity();
            }
        }
        return found;
    }

    /** All of one length, so that the length of what is compared tells nothing. No name has a colon. */
    private static byte[] digest(String username, String password) {
        return Secrets.hash(username + ":" + password);
    }
}
