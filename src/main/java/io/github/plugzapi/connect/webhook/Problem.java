package io.github.plugzapi.connect.webhook;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;

/**
 * Problem details for HTTP APIs, as RFC 9457 specifies them.
 *
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what is wrong and what to do
 */
@RegisterForReflection
record Problem(String title, int status, String detail) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Response.ResponseBuilder response(Response.Status status, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Problem(status.getReasonPhrase(), status.getStatusCode(), detail));
    }
}
