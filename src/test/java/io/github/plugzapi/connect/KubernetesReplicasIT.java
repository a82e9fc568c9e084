package io.github.plugzapi.connect;

import static io.github.plugzapi.connect.testsupport.Manifest.CONFIGURATION_EXAMPLE;
import static io.github.plugzapi.connect.testsupport.Manifest.POSTGRESQL;
import static io.github.plugzapi.connect.testsupport.Manifest.SQLITE;
import static io.github.plugzapi.connect.testsupport.Manifest.VOLUME_CLAIM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In what the Kubernetes manifests for one replica and for several differ, and what is applied beside them. */
class KubernetesReplicasIT {

    @Test
    void onSqliteThereIsOneReplica() {
        assertThat(SQLITE.object("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void onPostgresqlThereAreTwoReplicas() {
        assertThat(POSTGRESQL.object("Deployment").at("/spec/replicas").asInt()).isEqualTo(2);
    }

    @Test
    void onSqliteTwoProcessesNeverOpenOneJournalDuringARollout() {
        assertThat(SQLITE.object("Deployment").at("/spec/strategy/type").asText())
                .isEqualTo("Recreate");
    }

    @Test
    void onPostgresqlANewReplicaIsReadyBeforeAnOldOneEnds() {
        JsonNode strategy = POSTGRESQL.object("Deployment").at("/spec/strategy");

        assertThat(strategy.path("type").asText()).isEqualTo("RollingUpdate");
        assertThat(strategy.at("/rollingUpdate/maxUnavailable").isInt()).isTrue();
        assertThat(strategy.at("/rollingUpdate/maxUnavailable").asInt()).isZero();
        assertThat(strategy.at("/rollingUpdate/maxSurge").asInt()).isPositive();
    }

    @Test
    void onSqliteTheJournalLiesOnTheClaimedVolume() {
        assertThat(SQLITE.volume("/work/data").at("/persistentVolumeClaim/claimName"))
                .isEqualTo(VOLUME_CLAIM.object("PersistentVolumeClaim").at("/metadata/name"));
        assertThat(SQLITE.mount("/work/data").path("readOnly").asBoolean()).isFalse();
    }

    @Test
    void onSqliteTheClaimIsTheOneThatReleasesHadBefore() {
        assertThat(VOLUME_CLAIM
                        .object("PersistentVolumeClaim")
                        .at("/metadata/name")
                        .asText())
                .isEqualTo("plugzapi-connect-data");
    }

    @Test
    void onPostgresqlAnSqliteJournalThatWouldGoWithItsPodCannotBeMade() {
        assertThat(POSTGRESQL.volume("/work/data").path("emptyDir").isObject()).isTrue();
        assertThat(POSTGRESQL.mount("/work/data").path("readOnly").asBoolean()).isTrue();
    }

    @Test
    void theClaimIsAppliedByItself() {
        assertThat(VOLUME_CLAIM.objects()).hasSize(1);
    }

    @Test
    void theExampleUsesVariablesThatAreUnderstood() {
        Map<String, String> environment = new HashMap<>();
        CONFIGURATION_EXAMPLE
                .object("ConfigMap")
                .path("data")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        CONFIGURATION_EXAMPLE
                .object("Secret")
                .path("stringData")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));

        assertThat(environment).isNotEmpty();
        assertThat(ConfigurationCheck.problems(Configuration.ofEnvironment(environment), false))
                .noneMatch(problem -> problem.contains("not understood"));
    }
}
