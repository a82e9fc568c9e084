package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.access.Sessions;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The page where people sign in. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@PermitAll
class SignInResource {

    /** The page. */
    record SignIn(String action, boolean failed, long seconds, String username) implements TemplateInstance {}

    @GET
    @Path("/sign-in")
    public TemplateInstance signIn(@QueryParam("failed") String failed) {
        return new SignIn(Sessions.POST, failed != null, 0, "admin").setLocale("en");
    }
}
