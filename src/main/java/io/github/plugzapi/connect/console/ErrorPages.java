package io.github.plugzapi.connect.console;

import io.github.plugzapi.connect.http.Problem;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Shows people as a page what goes wrong, where programs get a problem. */
class ErrorPages {

    private static final String API = "/api";

    private final Pages pages;

    ErrorPages(Pages pages) {
        this.pages = pages;
    }

    @ServerResponseFilter
    void show(ContainerRequestContext request, ContainerResponseContext response) {
        boolean isForPeople = !request.getUriInfo().getPath().startsWith(API)
                && request.getAcceptableMediaTypes().stream().anyMatch(MediaType.TEXT_HTML_TYPE::isCompatible);
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

    private static boolean isProblem(MediaType type) {
        return type != null && Problem.MEDIA_TYPE.equals(type.getType() + "/" + type.getSubtype());
    }
}
