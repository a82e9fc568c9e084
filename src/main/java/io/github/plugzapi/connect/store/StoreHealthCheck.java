package io.github.plugzapi.connect.store;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The service is ready while the journal can take events. It waits for nobody, so that it answers also while all workers do. */
@Readiness
@NonBlocking
@Singleton
class StoreHealthCheck implements HealthCheck {

    private final Store store;

    StoreHealthCheck(Store store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        String trouble = store.trouble();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("journal");
        if (trouble != null) {
            response.withData("cannot be written", trouble);
        }
        return response.status(trouble == null).build();
    }
}
