package io.github.plugzapi.connect.testsupport;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** A console's pages, asked for as a browser asks, in English. */
public final class Console {

    private Console() {}

    private static RequestSpecification as(String person, String password) {
        return given().auth()
                .preemptive()
                .basic(person, password)
                .redirects()
                .follow(false)
                .header("Accept", "text/html")
                .header("Accept-Language", "en-GB,en;q=0.9");
    }

    /**
     * A page, for who may look.
     *
     * @param path of it
     * @return what is answered
     */
    public static ValidatableResponse look(String path) {
        return as("reader", StandInGatewayResource.READER_PASSWORD).get(path).then();
    }

    /**
     * A page, for who may act.
     *
     * @param path of it
     * @return what is answered
     */
    public static ValidatableResponse lookAsAdmin(String path) {
        return as("admin", StandInGatewayResource.ADMIN_PASSWORD).get(path).then();
    }

    /**
     * Sends a form.
     *
     * @param path where to
     * @param fields names and values, in turn
     * @return what is answered
     */
    public static ValidatableResponse act(String path, String... fields) {
        return send(as("admin", StandInGatewayResource.ADMIN_PASSWORD), path, fields);
    }

    /**
     * Sends a form as somebody who may not.
     *
     * @param path where to
     * @param fields names and values, in turn
     * @return what is answered
     */
    public static ValidatableResponse actAsReader(String path, String... fields) {
        return send(as("reader", StandInGatewayResource.READER_PASSWORD), path, fields);
    }

    private static ValidatableResponse send(RequestSpecification request, String path, String... fields) {
        request.contentType(ContentType.URLENC);
        for (int i = 0; i < fields.length; i += 2) {
            request.formParam(fields[i], fields[i + 1]);
        }
        return request.post(path).then();
    }
}
