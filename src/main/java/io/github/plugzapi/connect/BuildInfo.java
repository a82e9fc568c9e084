package io.github.plugzapi.connect;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells Prometheus which version runs, so that one sees in a graph when it was replaced. */
@Singleton
@Startup
class BuildInfo {

    BuildInfo(@ConfigProperty(name = "quarkus.application.version") String version, MeterRegistry registry) {
        Gauge.builder("build_info", () -> 1)
                .description("Which version this is; always 1")
                .tag("version", version)
                .register(registry);
    }
}
