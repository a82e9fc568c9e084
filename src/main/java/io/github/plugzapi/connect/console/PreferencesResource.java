package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.access.Sessions;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/** What the menu does: how somebody likes to see the pages, and the end of the session. */
@Path("/")
@RolesAllowed(Role.READER)
class PreferencesResource {

    private final Pages pages;
    private final Sessions sessions;
    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;

    PreferencesResource(Pages pages, Sessions sessions, SecurityIdentity identity, CurrentVertxRequest request) {
        this.pages = pages;
        this.sessions = sessions;
        this.identity = identity;
        this.request = request;
    }

    @POST
    @Path("/preferences")
    public RestResponse<Void> prefer(@FormParam("theme") String theme, @FormParam("back") String back) {
        pages.keepTheme(theme == null ? "" : theme);
        return RestResponse.seeOther(URI.create(Sessions.isOurs(back) ? back : "/"));
    }

    @POST
    @Path("/sign-out")
    public RestResponse<Void> signOut() {
        sessions.end(identity, request.getCurrent());
        return RestResponse.seeOther(URI.create(Sessions.SIGN_IN));
    }
}
