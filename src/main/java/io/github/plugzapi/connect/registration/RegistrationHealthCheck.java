package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.instance.Instances;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * How each registration stands, at {@code /q/health/group/registration}. It is a group of its own, because the service is
 * alive and ready whatever PlugZapi says.
 */
@HealthGroup("registration")
@Singleton
class RegistrationHealthCheck implements HealthCheck {

    private final Instances instances;
    private final Registrations registrations;

    RegistrationHealthCheck(Instances instances, Registrations registrations) {
        this.instances = instances;
        this.registrations = registrations;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("registration");
        boolean up = true;
        for (Registration registration : registrations.all()) {
            response.withData(
                    instances.label(instances.current(registration.instance()).orElse(registration.instance()))
                            + " "
                            + registration.webhook().label(),
                    registration.describe());
            up &= registration.state() == Standing.State.REGISTERED && !registration.isContended();
        }
        return response.status(up).build();
    }
}
