package io.github.plugzapi.connect.api;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class ProblemsTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /api, */*, application/json, 404, There is nothing here",
        "GET, /api/nothing, */*, application/json, 404, There is nothing here",
        "GET, /api/instances/one/nothing, */*, application/json, 404, There is nothing here",
        "POST, /api/instances, */*, application/json, 405, This path does not take that method",
        "GET, /api/instances, image/png, application/json, 406, This cannot be answered",
        "POST, /api/erasures, */*, text/plain, 415, Send JSON",
        "POST, /api/erasures, */*, application/json, 400, The body is not the JSON that is expected"
    })
    void eachSaysWhatToDo(String method, String path, String accept, String type, int status, String detail) {
        given().auth()
                .preemptive()
                .basic("admin", ADMIN_PASSWORD)
                .accept(accept)
                .contentType(type)
                .body("[1]")
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", startsWith(detail));
    }
}
