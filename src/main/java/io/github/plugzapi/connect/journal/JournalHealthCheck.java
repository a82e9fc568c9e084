package io.github.plugzapi.connect.journal;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The service is ready while the journal can take events. */
@Readiness
@Singleton
class JournalHealthCheck implements HealthCheck {

    private final Journal journal;

    JournalHealthCheck(Journal journal) {
        this.journal = journal;
    }

    @Override
    public HealthCheckResponse call() {
        String trouble = journal.trouble();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("journal");
        if (trouble != null) {
            response.withData("cannot be written", trouble);
        }
        return response.status(trouble == null).build();
    }
}
