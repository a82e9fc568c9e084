package io.github.plugzapi.connect.testsupport;

import static io.restassured.RestAssured.given;

import io.github.plugzapi.connect.webhook.CallbackKey;
import io.restassured.http.ContentType;

/** What PlugZapi posts, and where to. */
public final class Callbacks {

    private Callbacks() {}

    /** Posts a callback to the application of the {@code @QuarkusTest}s, which takes it. */
    public static void post(String instance, String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post(path(instance))
                .then()
                .statusCode(200);
    }

    /** The path that the application of the {@code @QuarkusTest}s takes an instance's callbacks at. */
    public static String path(String instance) {
        return path(instance, StandInGatewayResource.SECRET);
    }

    /** The path for an instance's callbacks, with the key that is derived from a secret. */
    public static String path(String instance, String secret) {
        return "/webhooks/" + instance + "/" + new CallbackKey(secret).of(instance);
    }
}
