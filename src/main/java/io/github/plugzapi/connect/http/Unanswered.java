package io.github.plugzapi.connect.http;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Answers on the public port what nobody else there does. */
@Singleton
class Unanswered {

    void install(@Observes Router router) {
        router.route().last().handler(context -> new Exchange(context).answer(Problem.NOT_FOUND));
    }
}
