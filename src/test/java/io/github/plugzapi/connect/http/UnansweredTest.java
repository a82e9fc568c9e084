package io.github.plugzapi.connect.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.testsupport.StandInGatewayResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(StandInGatewayResource.class)
class UnansweredTest {

    @ParameterizedTest
    @CsvSource({"POST, /nowhere", "DELETE, /nowhere", "GET, /webhooksandmore", "GET, /q/metrics", "POST, /q/health/live"
    })
    void whatIsNotThereIsNotFoundWithoutAWordOfCallbacks(String method, String path) {
        String answer = given().request(method, path)
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .extract()
                .asString();

        assertThat(answer).contains("check the path").doesNotContainIgnoringCase("callback");
    }
}
