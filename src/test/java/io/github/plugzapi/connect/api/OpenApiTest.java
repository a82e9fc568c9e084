package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ACCEPTED_TOKEN;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.PREVIOUS_SECRET;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.SECRET;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.Readme;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.github.plugzapi.connect.webhook.CallbackKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for each method of the API, as its own description lists them. */
@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class OpenApiTest {

    /** Whose answer is a secret: nobody but who may act sees it. */
    private static final Set<String> SECRETS = Set.of("GET /api/instances/{id}/callback-url");

    private record Endpoint(String method, String path, Map<String, Object> operation) {

        @Override
        public String toString() {
            return method + " " + path;
        }

        Response call(String username, String password) {
            return given().auth()
                    .preemptive()
                    .basic(username, password)
                    .contentType(ContentType.JSON)
                    .accept("*/*")
                    .request(method, concrete());
        }

        String concrete() {
            return path.replace("{id}", ACCEPTED).replaceAll("\\{\\w+}", "recording");
        }
    }

    @Test
    void eachIsInTheTableOfTheDocumentsWithWhoMayUseIt() throws Exception {
        Map<String, String> documented = Readme.table("docs/api.md", "method and path").stream()
                .collect(Collectors.toMap(row -> Readme.code(row.get(0)).get(0), row -> row.get(1)));

        assertThat(documented.keySet())
                .isEqualTo(endpoints().stream().map(Endpoint::toString).collect(Collectors.toSet()));
        for (Endpoint endpoint : endpoints()) {
            boolean forReaders = endpoint.call("reader", READER_PASSWORD).statusCode() != 403;
            assertThat(documented.get(endpoint.toString()))
                    .as(endpoint.toString())
                    .isEqualTo(forReaders ? "reader" : "admin");
        }
    }

    @Test
    void eachThatChangesSomethingIsForThoseAloneWhoMayAct() {
        assertThat(endpoints())
                .filteredOn(endpoint -> !endpoint.method().equals("GET"))
                .allSatisfy(endpoint -> assertThat(
                                endpoint.call("reader", READER_PASSWORD).statusCode())
                        .isEqualTo(403));
    }

    @Test
    void eachIsClosedToWhoeverKnowsNoPassword() {
        assertThat(endpoints()).isNotEmpty().allSatisfy(endpoint -> assertThat(
                        given().request(endpoint.method(), endpoint.concrete()).statusCode())
                .isEqualTo(401));
    }

    @Test
    void eachSaysWhatItIsFor() {
        assertThat(endpoints())
                .allSatisfy(endpoint -> assertThat(endpoint.operation()).containsKeys("summary", "tags"));
    }

    @Test
    void noAnswerHoldsASecret() {
        assertThat(endpoints())
                .filteredOn(endpoint -> endpoint.method().equals("GET") && !SECRETS.contains(endpoint.toString()))
                .allSatisfy(endpoint -> assertThat(
                                endpoint.call("admin", ADMIN_PASSWORD).asString())
                        .as(endpoint.toString())
                        .doesNotContain(
                                ACCEPTED_TOKEN,
                                "token-of-",
                                SECRET,
                                PREVIOUS_SECRET,
                                ADMIN_PASSWORD,
                                READER_PASSWORD,
                                RecordingSink.SECRET,
                                new CallbackKey(SECRET).of(ACCEPTED)));
    }

    private static List<Endpoint> endpoints() {
        Map<String, Map<String, Object>> paths =
                given().accept(ContentType.JSON).get("/q/openapi").jsonPath().getMap("paths");
        List<Endpoint> endpoints = new ArrayList<>();
        paths.forEach((path, methods) -> methods.forEach((method, operation) -> {
            if (operation instanceof Map<?, ?> described && !method.equals("parameters")) {
                Map<String, Object> of = described.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
                endpoints.add(new Endpoint(method.toUpperCase(Locale.ROOT), path, of));
            }
        }));
        return endpoints;
    }
}
