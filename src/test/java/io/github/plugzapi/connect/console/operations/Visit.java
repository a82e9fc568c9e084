package io.github.plugzapi.connect.console.operations;

import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.ADMIN_PASSWORD;
import static io.github.plugzapi.connect.testsupport.StandInGatewayResource.READER_PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** What somebody sees of the console who has no script. */
final class Visit {

    private Visit() {}

    static RequestSpecification as(String name, String password, String language) {
        return given().auth()
                .preemptive()
                .basic(name, password)
                .header("Accept-Language", language)
                .urlEncodingEnabled(false);
    }

    private static RequestSpecification admin(String language) {
        return as("admin", ADMIN_PASSWORD, language);
    }

    /** Of a page. */
    static String page(String path, String language) {
        Response response = admin(language).get(path);
        assertThat(response.contentType()).startsWith("text/html");
        assertThat(response.statusCode()).isEqualTo(200);
        return response.asString();
    }

    static Response get(String path) {
        return admin("en").get(path);
    }

    /** Of the same page, if one may look alone. */
    static String pageOfAReader(String path) {
        Response response = as("reader", READER_PASSWORD, "en").get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.asString();
    }

    static void aReaderMayNot(String path) {
        assertThat(as("reader", READER_PASSWORD, "en").post(path).statusCode()).isEqualTo(403);
    }

    static Response act(String path, Map<String, String> fields, String language) {
        return admin(language).urlEncodingEnabled(true).formParams(fields).post(path);
    }

    static Response act(String path) {
        return act(path, Map.of("a", "form"), "en");
    }

    /** What came of it, in one language. */
    static String outcome(String path, Map<String, String> fields, String language) {
        Response response = act(path, fields, language);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.asString();
    }
}
