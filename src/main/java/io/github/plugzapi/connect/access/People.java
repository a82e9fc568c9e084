package io.github.plugzapi.connect.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** The two who may come in: one who may act, and one who may look. */
@Singleton
class People implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    private static final Logger LOG = Logger.getLogger(People.class);

    private final List<Person> all = new ArrayList<>();

    private record Person(byte[] credentials, SecurityIdentity identity) {}

    People(AccessConfig config) {
        config.password().ifPresent(password -> add(config.username(), password, Set.of(Role.READER, Role.ADMIN)));
        config.readerPassword().ifPresent(password -> add(Role.READER, password, Set.of(Role.READER)));
    }

    void start(@Observes StartupEvent event) {
        if (isNobody()) {
            LOG.info("The API is closed: set CONSOLE_PASSWORD to open it to whoever knows that, or"
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
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        SecurityIdentity found =
                find(request.getUsername(), new String(request.getPassword().getPassword()));
        return found == null
                ? Uni.createFrom().failure(new AuthenticationFailedException())
                : Uni.createFrom().item(found);
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
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
