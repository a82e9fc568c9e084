package io.github.plugzapi.connect.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Knows again who signed in: the session has the name alone. */
@Singleton
class SignedIn implements IdentityProvider<TrustedAuthenticationRequest> {

    private final People people;

    SignedIn(People people) {
        this.people = people;
    }

    @Override
    public Class<TrustedAuthenticationRequest> getRequestType() {
        return TrustedAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TrustedAuthenticationRequest request, AuthenticationRequestContext context) {
        SecurityIdentity found = people.named(request.getPrincipal());
        return found == null
                ? Uni.createFrom().failure(new AuthenticationFailedException())
                : Uni.createFrom().item(found);
    }
}
