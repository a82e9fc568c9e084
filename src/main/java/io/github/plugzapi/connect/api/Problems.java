package io.github.plugzapi.connect.api;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_GATEWAY;
import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.http.Problem;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Whatever goes wrong is answered in one form, and says what to do. */
final class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private static final String RETRY_AFTER_SECONDS = "5";

    /** What it says of a path, or of a body, says nothing; and nobody else says what is wrong with methods and media types. */
    private static final Pattern OF_JAX_RS = Pattern.compile("HTTP \\d{3} |Unable to find matching target resource");

    private static final Set<Integer> OF_JAX_RS_ALONE = Set.of(405, 406, 415);

    @ServerExceptionMapper
    Response refused(WebApplicationException failure) {
        HttpResponseStatus status =
                HttpResponseStatus.valueOf(failure.getResponse().getStatus());
        String message = failure.getMessage();
        boolean isOurs = message != null
                && !OF_JAX_RS_ALONE.contains(status.code())
                && !OF_JAX_RS.matcher(message).lookingAt();
        Response.ResponseBuilder answer = answer(new Problem(status, isOurs ? message : whatToDo(status)));
        for (String header : List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER)) {
            answer.header(header, failure.getResponse().getHeaderString(header));
        }
        return answer.build();
    }

    private static String whatToDo(HttpResponseStatus status) {
        return switch (status.code()) {
            case 400 -> "This request cannot be understood; /q/openapi says what it should look like.";
            case 404 -> Problem.NOT_FOUND.detail();
            case 405 -> "This path does not take that method.";
            case 406 -> "This cannot be answered in any of the media types that the header 'Accept' names.";
            case 415 -> "Send JSON, with 'Content-Type: application/json'.";
            default -> "This does not work; /q/openapi says what does.";
        };
    }

    @ServerExceptionMapper
    Response notWhatIsExpected(MismatchedInputException failure) {
        return answer(new Problem(
                        BAD_REQUEST,
                        "The body is not the JSON that is expected; /q/openapi says what it should look like."))
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException failure) {
        return answer(
                        new Problem(
                                FORBIDDEN,
                                "You may only look. Whoever knows CONSOLE_PASSWORD may act, as CONSOLE_USERNAME says by which name."))
                .build();
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable failure) {
        return answer(new Problem(SERVICE_UNAVAILABLE, failure.getMessage()))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /** In the gateway's words. */
    @ServerExceptionMapper
    Response gateway(GatewayFailure failure) {
        return answer(new Problem(BAD_GATEWAY, failure.getMessage())).build();
    }

    @ServerExceptionMapper
    Response unforeseen(Throwable failure) {
        LOG.error("A request failed in a way that nobody foresaw", failure);
        return answer(new Problem(INTERNAL_SERVER_ERROR, "This is a fault of the service; its log says more."))
                .build();
    }

    private static Response.ResponseBuilder answer(Problem problem) {
        return Response.status(problem.status().code())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.toBuffer().toString());
    }
}
