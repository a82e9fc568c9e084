package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.access.Role;
import io.github.plugzapi.connect.access.Sessions;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;

/** What the menu does: how somebody likes to see the pages, and the end of the session. */
@Path("/")
@RolesAllowed(Role.READER)
class PreferencesResource {

    /** A path with its query, of characters that need no care. Two slashes would begin another site's address. */
    private static final Pattern OURS = Pattern.compile("/([\\w.~-][\\w.~%/-]*)?(\\?[\\w.~%=&+-]*)?");

    private final Pages pages;
    private final Sessions sessions;
    private final SecurityIdentity identity;

    PreferencesResource(Pages pages, Sessions sessions, SecurityIdentity identity) {
        this.pages = pages;
        this.sessions = sessions;
        this.identity = identity;
    }

    @POST
    @Path("/preferences")
    public RestResponse<Void> prefer(@FormParam("theme") String theme, @FormParam("back") String back) {
        pages.keepTheme(theme == null ? "" : theme);
        return RestResponse.seeOther(URI.create(isOurs(back) ? back : "/"));
    }

    @POST
    @Path("/sign-out")
    public RestResponse<Void> signOut() {
        sessions.end(identity);
        return RestResponse.seeOther(URI.create(Sessions.SIGN_IN));
    }

    private static boolean isOurs(String path) {
        return path != null && OURS.matcher(path).matches();
    }
}
