package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged Kubernetes manifest promises to whoever applies it. */
class KubernetesManifestIT {

    private static final String NAME = "plugzapi-connect";

    private static List<JsonNode> manifest;
    private static List<JsonNode> example;

    @BeforeAll
    static void read() throws IOException {
        manifest = documents(Path.of("target/kubernetes/kubernetes.yml"));
        example = documents(Path.of("src/main/kubernetes/configuration-example.yml"));
    }

    @Test
    void consistsOfADeploymentAServiceAndAVolumeClaim() {
        assertThat(manifest)
                .extracting(resource -> resource.path("kind").asText())
                .containsExactlyInAnyOrder("Deployment", "Service", "PersistentVolumeClaim");
    }

    @Test
    void theDeploymentAndTheServiceBearOurName() {
        assertThat(List.of(deployment(), service()))
                .extracting(resource -> resource.at("/metadata/name").asText())
                .containsOnly(NAME);
    }

    @Test
    void thereIsOneReplica() {
        assertThat(deployment().at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void twoProcessesNeverOpenOneJournalDuringARollout() {
        assertThat(deployment().at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/spec/selector/matchLabels", "/spec/template/metadata/labels"})
    void aNewVersionCanReplaceAnOldOne(String labels) {
        assertThat(deployment().at(labels).path("app.kubernetes.io/name").asText())
                .isEqualTo(NAME);
        assertThat(deployment().at(labels).has("app.kubernetes.io/version")).isFalse();
    }

    @Test
    void theServiceFindsThePod() {
        assertThat(deployment().at("/spec/template/metadata/labels").properties())
                .containsAll(service().at("/spec/selector").properties());
    }

    @Test
    void theServiceLeadsToTheFrontDoorAlone() {
        JsonNode ports = service().at("/spec/ports");

        assertThat(ports).hasSize(1);
        assertThat(ports.at("/0/port").asInt()).isEqualTo(80);
        assertThat(ports.at("/0/targetPort").asInt()).isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource({
        "livenessProbe, /q/health/live",
        "readinessProbe, /q/health/ready",
        "startupProbe, /q/health/started",
    })
    void aProbeAsksTheManagementPort(String probe, String path) {
        JsonNode request = container().path(probe).path("httpGet");

        assertThat(request.path("port").asInt()).isEqualTo(9000);
        assertThat(request.path("path").asText()).isEqualTo(path);
    }

    @Test
    void prometheusIsSentToTheManagementPort() {
        JsonNode annotations = deployment().at("/spec/template/metadata/annotations");

        assertThat(annotations.path("prometheus.io/port").asText()).isEqualTo("9000");
        assertThat(annotations.path("prometheus.io/path").asText()).isEqualTo("/q/metrics");
    }

    @ParameterizedTest
    @ValueSource(strings = {"configMapRef", "secretRef"})
    void theEnvironmentComesFromAnObjectOfOurName(String reference) {
        assertThat(stream(container().path("envFrom"))
                        .map(source -> source.path(reference))
                        .filter(JsonNode::isObject))
                .extracting(source -> source.path("name").asText())
                .containsExactly(NAME);
    }

    @Test
    void theVariablesThatKubernetesSetsForAServiceAreLeftOut() {
        JsonNode enabled = pod().path("enableServiceLinks");

        assertThat(enabled.isBoolean()).isTrue();
        assertThat(enabled.booleanValue()).isFalse();
    }

    @Test
    void nothingRunsAsRoot() {
        assertThat(pod().at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
    }

    @Test
    void theRootFileSystemIsReadOnly() {
        assertThat(container().at("/securityContext/readOnlyRootFilesystem").booleanValue())
                .isTrue();
    }

    @Test
    void everyCapabilityIsDropped() {
        assertThat(stream(container().at("/securityContext/capabilities/drop")))
                .extracting(JsonNode::asText)
                .containsExactly("ALL");
    }

    @Test
    void theRestOfTheRestrictedPodSecurityStandardIsMet() {
        JsonNode context = container().path("securityContext");

        assertThat(context.path("allowPrivilegeEscalation").isBoolean()).isTrue();
        assertThat(context.path("allowPrivilegeEscalation").booleanValue()).isFalse();
        assertThat(context.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    }

    @Test
    void noTokenOfTheKubernetesApiIsMounted() {
        JsonNode mounted = pod().path("automountServiceAccountToken");

        assertThat(mounted.isBoolean()).isTrue();
        assertThat(mounted.booleanValue()).isFalse();
    }

    @Test
    void temporaryFilesHaveAPlace() {
        assertThat(volumeAt("/tmp").path("emptyDir").isObject()).isTrue();
    }

    @Test
    void theJournalLiesOnTheClaimedVolume() {
        assertThat(volumeAt("/work/data").at("/persistentVolumeClaim/claimName").asText())
                .isEqualTo("plugzapi-connect-data");
        assertThat(resource(manifest, "PersistentVolumeClaim")
                        .at("/metadata/name")
                        .asText())
                .isEqualTo("plugzapi-connect-data");
    }

    @Test
    void theImagesUserMayWriteToTheVolume() {
        assertThat(pod().at("/securityContext/fsGroup").asInt()).isEqualTo(1001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "memory"})
    void asksForResources(String resource) {
        assertThat(container().at("/resources/requests").path(resource).asText())
                .isNotEmpty();
    }

    @Test
    void theImageIsNamedByUsAndNotByWhoeverBuilt() {
        assertThat(container().path("image").asText()).startsWith("ghcr.io/plugzapi/plugzapi-connect:");
    }

    @Test
    void nothingTellsWhereOrWhenItWasBuilt() {
        assertThat(manifest.toString()).doesNotContain("vcs-uri", "build-timestamp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConfigMap", "Secret"})
    void theExampleFillsInWhatTheDeploymentReads(String kind) {
        assertThat(resource(example, kind).at("/metadata/name").asText()).isEqualTo(NAME);
    }

    @Test
    void theExampleUsesVariablesThatAreUnderstood() {
        Map<String, String> environment = new HashMap<>();
        resource(example, "ConfigMap")
                .path("data")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        resource(example, "Secret")
                .path("stringData")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));

        assertThat(environment).isNotEmpty();
        assertThat(ConfigurationCheck.problems(Configuration.ofEnvironment(environment), false))
                .noneMatch(problem -> problem.contains("not understood"));
    }

    private static JsonNode deployment() {
        return resource(manifest, "Deployment");
    }

    private static JsonNode service() {
        return resource(manifest, "Service");
    }

    private static JsonNode pod() {
        return deployment().at("/spec/template/spec");
    }

    private static JsonNode container() {
        assertThat(pod().path("containers")).hasSize(1);
        return pod().at("/containers/0");
    }

    private static JsonNode volumeAt(String path) {
        String name = named(container().path("volumeMounts"), "mountPath", path)
                .path("name")
                .asText();
        return named(pod().path("volumes"), "name", name);
    }

    private static JsonNode resource(List<JsonNode> resources, String kind) {
        return single(resources.stream(), "kind", kind);
    }

    private static JsonNode named(JsonNode array, String field, String value) {
        return single(stream(array), field, value);
    }

    private static JsonNode single(Stream<JsonNode> nodes, String field, String value) {
        List<JsonNode> found =
                nodes.filter(node -> node.path(field).asText().equals(value)).toList();
        assertThat(found).as("%s %s", field, value).hasSize(1);
        return found.get(0);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAMLMapper.builder().build().readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        }
    }
}
