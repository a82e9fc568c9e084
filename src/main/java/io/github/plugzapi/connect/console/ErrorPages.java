package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.http.Problem;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Shows people who signed in as a page what goes wrong, where programs get a problem. */
class ErrorPages {

    private static final String API = "/api";

    private final Pages pages;

    ErrorPages(Pages pages) {
        this.pages = pages;
    }

    @ServerResponseFilter
    void show(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        boolean isForPeople =
                !path.startsWith(API) && !path.startsWith(Pages.LINKS) && pages.isSignedIn() && isPerson(request);
        if (isForPeople && isProblem(response.getMediaType()) && response.getEntity() instanceof String problem) {
            Locale locale = pages.locale();
            Words words = pages.words(Words.class);
            String page = new Done(
                            pages.frame(""),
                            false,
                            words.mistake(response.getStatus()),
                            new JsonObject(problem).getString("detail"),
                            "/")
                    .setLocale(locale)
                    .render();
            response.setEntity(page, null, new MediaType("text", "html", "UTF-8"));
        }
    }

    /** Browsers and our own script; programs mostly take anything. */
    private boolean isPerson(ContainerRequestContext request) {
        return pages.isPart()
                || request.getAcceptableMediaTypes().stream().anyMatch(type -> is(type, MediaType.TEXT_HTML));
    }

    private static boolean is(MediaType type, String name) {
        return name.equalsIgnoreCase(type.getType() + "/" + type.getSubtype());
    }

    private static boolean isProblem(MediaType type) {
        return type != null && is(type, Problem.MEDIA_TYPE);
    }
}
