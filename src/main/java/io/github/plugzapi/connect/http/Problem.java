package io.github.plugzapi.connect.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Problem details for HTTP APIs, as RFC 9457 specifies them.
 *
 * @param status the HTTP status
 * @param detail what is wrong and what to do
 */
public record Problem(HttpResponseStatus status, String detail) {

    /** What such an answer says it is. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** For what nobody answers. */
    public static final Problem NOT_FOUND =
            new Problem(HttpResponseStatus.NOT_FOUND, "There is nothing here; check the path.");

    /**
     * The body of the answer.
     *
     * @return JSON; never null
     */
    public Buffer toBuffer() {
        return new JsonObject()
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", detail)
                .toBuffer();
    }
}
