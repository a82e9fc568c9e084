package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.access.AccessConfig;
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

    private final Pages pages;
    private final AccessConfig config;

    SignInResource(Pages pages, AccessConfig config) {
        this.pages = pages;
        this.config = config;
    }

    /** The page. */
    record SignIn(Frame frame, String action, boolean failed, long seconds, String username)
            implements TemplateInstance {}

    /** The page of a console that nobody may open. */
    record Closed(Frame frame) implements TemplateInstance {}

    @GET
    @Path("/sign-in")
    public TemplateInstance signIn(@QueryParam("failed") String failed, @QueryParam("wait") String wait) {
        Frame frame = pages.frame("");
        if (config.password().isEmpty() && config.readerPassword().isEmpty()) {
            return pages.inLanguage(new Closed(frame));
        }
        return pages.inLanguage(new SignIn(frame, Sessions.POST, failed != null, seconds(wait), config.username()));
    }

    private static long seconds(String wait) {
        return wait != null && wait.matches("[0-9]{1,4}") ? Long.parseLong(wait) : 0;
    }
}
