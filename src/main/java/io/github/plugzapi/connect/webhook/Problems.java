package io.github.plugzapi.connect.webhook;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every error of the HTTP layer with problem details that say what to do. */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    /** The same for a wrong key and for an unknown path: who guesses learns nothing. */
    static Response notFound() {
        return Problem.response(
                        Response.Status.NOT_FOUND,
                        "There is nothing here. If this should be a callback URL, its instance or its key is wrong:"
                                + " print the right one with the command 'callback-url INSTANCE'.")
                .build();
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return notFound();
    }

    @ServerExceptionMapper
    Response methodNotAllowed(NotAllowedException e) {
        String allowed = Objects.requireNonNullElse(e.getResponse().getHeaderString(HttpHeaders.ALLOW), "POST");
        return Problem.response(Response.Status.METHOD_NOT_ALLOWED, "This takes " + allowed + " alone.")
                .header(HttpHeaders.ALLOW, allowed)
                .build();
    }

    @ServerExceptionMapper
    Response unsupportedMediaType(NotSupportedException e) {
        return Problem.response(
                        Response.Status.UNSUPPORTED_MEDIA_TYPE,
                        "A callback is JSON: send it with 'Content-Type: application/json'.")
                .header("Accept-Post", MediaType.APPLICATION_JSON)
                .build();
    }

    @ServerExceptionMapper
    Response other(WebApplicationException e) {
        Response.Status status = Response.Status.fromStatusCode(e.getResponse().getStatus());
        if (status == null || status.getFamily() == Response.Status.Family.SUCCESSFUL) {
            return e.getResponse();
        }
        return Problem.response(status, "The request could not be taken as it is.")
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        LOG.error("A request failed in a way that nobody foresaw", e);
        return Problem.response(
                        Response.Status.INTERNAL_SERVER_ERROR, "This is a fault of the service; its log says more.")
                .build();
    }
}
