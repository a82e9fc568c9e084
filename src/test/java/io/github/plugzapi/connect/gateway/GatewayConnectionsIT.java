package io.github.plugzapi.connect.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.BareGateway;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls by what becomes of the connections that they go over. */
class GatewayConnectionsIT {

    @TempDir
    Path directory;

    @Test
    void aCallOverAConnectionThatDiedInSilenceIsMadeOnceMoreAtOnce() throws Exception {
        try (BareGateway gateway = BareGateway.whoseConnectionsDieInSilence();
                PackagedApplication application = PackagedApplication.in(
                                directory,
                                Map.of(
                                        "PLUGZAPI_URL", gateway.url(),
                                        "PLUGZAPI_INSTANCES_SALES_ID", "one",
                                        "PLUGZAPI_INSTANCES_SALES_TOKEN", "the-token",
                                        "PLUGZAPI_INSTANCES_SUPPORT_ID", "two",
                                        "PLUGZAPI_INSTANCES_SUPPORT_TOKEN", "the-token",
                                        "WEBHOOK_PUBLIC_URL", "https://connect.example",
                                        "RECONCILIATION_EVERY", "1s"))
                        .startReady()) {
            await().until(() -> gateway.deaths() >= 10 && gateway.answers() >= 20);

            assertThat(application.output())
                    .contains("PlugZapi tells us from now on")
                    .doesNotContain("cannot be confirmed", "does not tell us");
        }
    }

    @Test
    void asManyCallsAreUnderWayAsTheUserWants() throws Exception {
        Map<String, String> environment =
                new TreeMap<>(Map.of("RECONCILIATION_EVERY", "1s", "RECONCILIATION_CONCURRENCY", "100"));
        for (int i = 0; i < 100; i++) {
            environment.put("PLUGZAPI_INSTANCES_NUMBER" + i + "_ID", "instance-" + i);
            environment.put("PLUGZAPI_INSTANCES_NUMBER" + i + "_TOKEN", "the-token");
        }
        try (BareGateway gateway = BareGateway.thatWaitsFor(100)) {
            environment.put("PLUGZAPI_URL", gateway.url());
            try (PackagedApplication application =
                    PackagedApplication.in(directory, environment).startReady()) {
                await().until(() -> gateway.answers() >= 100);

                assertThat(application.output()).doesNotContain("cannot be confirmed");
            }
        }
    }
}
