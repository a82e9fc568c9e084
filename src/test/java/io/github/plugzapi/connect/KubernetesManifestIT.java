package io.github.plugzapi.connect;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;
import static io.github.plugzapi.connect.testsupport.Manifest.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.github.plugzapi.connect.testsupport.Manifest;
import io.github.plugzapi.connect.testsupport.Readme;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Kubernetes manifest that the build makes promises to whoever applies it, on SQLite and on PostgreSQL. */
@ParameterizedClass
@EnumSource(names = {"SQLITE", "POSTGRESQL"})
class KubernetesManifestIT {

    private static final String NAME = "plugzapi-connect";
    private static final String NAME_LABEL = "app.kubernetes.io/name";
    private static final String VERSION_LABEL = "app.kubernetes.io/version";

    @Parameter
    private Manifest manifest;

    @Test
    void holdsWhatCanBeDeletedWithoutLosingTheJournal() {
        assertThat(manifest.objects())
                .extracting(object -> object.path("kind").asText())
                .containsExactlyInAnyOrder("Deployment", "PodDisruptionBudget", "Service", "Ingress", "NetworkPolicy");
    }

    @Test
    void everyFieldIsOneThatKubernetesKnows() throws JsonProcessingException {
        for (JsonNode object : manifest.objects()) {
            assertThat(strictly(object)).isNotInstanceOf(GenericKubernetesResource.class);
        }
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowWouldBeNoticed() {
        JsonNode misspelt = manifest.object("Deployment").deepCopy();
        misspelt.withObject("/spec/template/spec").put("terminationGraceSeconds", 60);

        assertThatThrownBy(() -> strictly(misspelt)).hasMessageContaining("terminationGraceSeconds");
    }

    @Test
    void everythingBearsOurNameAndItsVersion() {
        assertThat(manifest.objects()).allSatisfy(object -> {
            assertThat(object.at("/metadata/name").asText()).isEqualTo(NAME);
            assertThat(object.at("/metadata/labels").path(NAME_LABEL).asText()).isEqualTo(NAME);
            assertThat(object.at("/metadata/labels").path(VERSION_LABEL).asText())
                    .isNotEmpty();
        });
    }

    @Test
    void thePodsOfAVersionCanBeTold() {
        assertThat(manifest.pod().at("/metadata/labels").path(VERSION_LABEL))
                .isEqualTo(manifest.object("Deployment").at("/metadata/labels").path(VERSION_LABEL));
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, /spec/selector/matchLabels",
        "Service, /spec/selector",
        "PodDisruptionBudget, /spec/selector/matchLabels",
        "NetworkPolicy, /spec/podSelector/matchLabels",
    })
    void thePodsAreSelectedWhateverTheirVersionIs(String kind, String selector) {
        JsonNode labels = manifest.object(kind).at(selector);

        assertThat(labels.properties()).hasSize(1);
        assertThat(labels.path(NAME_LABEL).asText()).isEqualTo(NAME);
        assertThat(manifest.pod().at("/metadata/labels").properties()).containsAll(labels.properties());
    }

    @Test
    void theServiceLeadsToTheFrontDoorAlone() {
        JsonNode ports = manifest.object("Service").at("/spec/ports");

        assertThat(ports).hasSize(1);
        assertThat(ports.at("/0/port").asInt()).isEqualTo(80);
        assertThat(ports.at("/0/targetPort").asInt()).isEqualTo(8080);
    }

    @Test
    void theIngressExposesTheWebhooksAlone() {
        JsonNode rules = manifest.object("Ingress").at("/spec/rules");

        assertThat(rules).hasSize(1);
        assertThat(rules.at("/0/http/paths")).hasSize(1);
        assertThat(rules.at("/0/http/paths/0/path").asText()).isEqualTo("/webhooks");
        assertThat(rules.at("/0/http/paths/0/pathType").asText()).isEqualTo("Prefix");
        assertThat(manifest.object("Ingress").at("/spec").has("defaultBackend")).isFalse();
    }

    @Test
    void theIngressLeadsToTheService() {
        JsonNode service = manifest.object("Ingress").at("/spec/rules/0/http/paths/0/backend/service");

        assertThat(service.path("name").asText()).isEqualTo(NAME);
        assertThat(service.at("/port/name"))
                .isEqualTo(manifest.object("Service").at("/spec/ports/0/name"));
    }

    @Test
    void theIngressEndsTlsForItsHost() {
        JsonNode ingress = manifest.object("Ingress").path("spec");

        assertThat(ingress.at("/rules/0/host").asText()).isNotEmpty();
        assertThat(ingress.at("/tls/0/hosts/0")).isEqualTo(ingress.at("/rules/0/host"));
        assertThat(ingress.at("/tls/0/secretName").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // More than the largest body that the service takes, so that the service answers what is larger.
        "proxy-body-size, 2m",
        "proxy-request-buffering, on",
        "enable-access-log, false",
    })
    void theIngressControllerTakesAWholeBodyAndWritesNoKeyIntoALog(String annotation, String value) {
        assertThat(ingressAnnotation(annotation)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "proxy-next-upstream, error timeout http_503 non_idempotent",
        "proxy-connect-timeout, 2",
        "proxy-read-timeout, 10",
    })
    void whatOneReplicaRefusesOrDoesNotAnswerIsTriedAtAnother(String annotation, String value) {
        assertThat(ingressAnnotation(annotation)).isEqualTo(value);
    }

    @Test
    void theIngressControllerWaitsForLongerThanACallbackDoesForTheJournal() {
        String patience = Readme.table("variable").stream()
                .filter(row -> row.get(0).equals("`WEBHOOK_PATIENCE`"))
                .map(row -> Readme.code(row.get(1)).get(0))
                .findAny()
                .orElseThrow();

        assertThat(Duration.ofSeconds(Long.parseLong(ingressAnnotation("proxy-read-timeout"))))
                .isGreaterThan(Duration.parse("PT" + patience));
    }

    @ParameterizedTest
    @CsvSource({"8080, ingress-nginx", "9000, monitoring"})
    void aPortIsOpenToOneNamespaceAlone(int port, String namespace) {
        JsonNode policy = manifest.object("NetworkPolicy").path("spec");

        assertThat(policy.path("policyTypes")).extracting(JsonNode::asText).containsExactly("Ingress");
        assertThat(stream(policy.path("ingress"))
                        .filter(rule -> !rule.has("ports")
                                || stream(rule.path("ports"))
                                        .anyMatch(open -> open.path("port").asInt() == port))
                        .flatMap(rule -> stream(rule.path("from"))))
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.properties()).hasSize(1);
                    assertThat(peer.at("/namespaceSelector/matchLabels")
                                    .path("kubernetes.io/metadata.name")
                                    .asText())
                            .isEqualTo(namespace);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "livenessProbe, /q/health/live",
        "readinessProbe, /q/health/ready",
        "startupProbe, /q/health/started",
    })
    void aProbeAsksTheManagementPort(String probe, String path) {
        JsonNode request = manifest.container().path(probe).path("httpGet");

        assertThat(request.path("port").asInt()).isEqualTo(9000);
        assertThat(request.path("path").asText()).isEqualTo(path);
    }

    @Test
    void whoCannotWriteGetsNoCallbacksWithinFiveSeconds() {
        JsonNode probe = manifest.container().path("readinessProbe");

        assertThat(probe.path("failureThreshold").asInt()).isEqualTo(1);
        assertThat(probe.path("periodSeconds").asInt()).isEqualTo(2);
        assertThat(probe.path("timeoutSeconds").asInt()).isBetween(1, 3);
    }

    @Test
    void aReplicaHasAMinuteToStop() {
        assertThat(manifest.pod().at("/spec/terminationGracePeriodSeconds").asInt())
                .isEqualTo(60);
    }

    @Test
    void aNodeThatIsDrainedTakesOneReplicaAtATimeAndWaitsForNoneThatIsNotReady() {
        JsonNode budget = manifest.object("PodDisruptionBudget").path("spec");

        assertThat(budget.path("maxUnavailable").asInt()).isEqualTo(1);
        assertThat(budget.path("unhealthyPodEvictionPolicy").asText()).isEqualTo("AlwaysAllow");
        assertThat(budget.has("minAvailable")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes.io/hostname", "topology.kubernetes.io/zone"})
    void replicasAreSpread(String topology) {
        assertThat(stream(manifest.pod().at("/spec/topologySpreadConstraints"))
                        .filter(spread -> spread.path("topologyKey").asText().equals(topology)))
                .singleElement()
                .satisfies(spread -> {
                    assertThat(spread.path("maxSkew").asInt()).isEqualTo(1);
                    assertThat(spread.at("/labelSelector/matchLabels"))
                            .isEqualTo(manifest.object("Deployment").at("/spec/selector/matchLabels"));
                });
    }

    @Test
    void prometheusIsSentToTheManagementPortOfThePod() {
        JsonNode annotations = manifest.pod().at("/metadata/annotations");

        assertThat(annotations.path("prometheus.io/scrape").asText()).isEqualTo("true");
        assertThat(annotations.path("prometheus.io/port").asText()).isEqualTo("9000");
        assertThat(annotations.path("prometheus.io/path").asText()).isEqualTo("/q/metrics");
    }

    @Test
    void prometheusIsSentNowhereElse() {
        assertThat(manifest.objects()).allSatisfy(object -> assertThat(
                        object.at("/metadata/annotations").toString())
                .doesNotContain("prometheus.io"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"configMapRef", "secretRef"})
    void theEnvironmentComesFromAnObjectOfOurName(String reference) {
        assertThat(stream(manifest.container().path("envFrom"))
                        .map(source -> source.path(reference))
                        .filter(JsonNode::isObject))
                .extracting(source -> source.path("name").asText())
                .containsExactly(NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enableServiceLinks", "automountServiceAccountToken"})
    void whatKubernetesWouldAddToThePodIsLeftOut(String addition) {
        JsonNode added = manifest.pod().path("spec").path(addition);

        assertThat(added.isBoolean()).isTrue();
        assertThat(added.booleanValue()).isFalse();
    }

    @Test
    void nothingRunsAsRoot() {
        assertThat(manifest.pod().at("/spec/securityContext/runAsNonRoot").booleanValue())
                .isTrue();
    }

    @Test
    void theRootFileSystemIsReadOnly() {
        assertThat(manifest.container()
                        .at("/securityContext/readOnlyRootFilesystem")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void everyCapabilityIsDropped() {
        assertThat(manifest.container().at("/securityContext/capabilities/drop"))
                .extracting(JsonNode::asText)
                .containsExactly("ALL");
    }

    @Test
    void theRestOfTheRestrictedPodSecurityStandardIsMet() {
        JsonNode context = manifest.container().path("securityContext");

        assertThat(context.path("allowPrivilegeEscalation").isBoolean()).isTrue();
        assertThat(context.path("allowPrivilegeEscalation").booleanValue()).isFalse();
        assertThat(context.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    }

    @Test
    void temporaryFilesHaveAPlaceThatIsBounded() {
        assertThat(manifest.volume("/tmp").at("/emptyDir/sizeLimit").asText()).isNotEmpty();
        assertThat(manifest.mount("/tmp").path("readOnly").asBoolean()).isFalse();
    }

    @Test
    void theImagesUserMayWriteToTheVolumeWhichIsHandedOverOnce() {
        JsonNode context = manifest.pod().at("/spec/securityContext");

        assertThat(context.path("fsGroup").asInt()).isEqualTo(1001);
        assertThat(context.path("fsGroupChangePolicy").asText()).isEqualTo("OnRootMismatch");
    }

    @ParameterizedTest
    @CsvSource({"/requests/cpu, 50m", "/requests/memory, 128Mi", "/limits/memory, 256Mi"})
    void asksForWhatItTakesAsMeasured(String resource, String amount) {
        assertThat(manifest.container().path("resources").at(resource).asText()).isEqualTo(amount);
    }

    @Test
    void theProcessorIsNotLimited() {
        assertThat(manifest.container().at("/resources/limits").has("cpu")).isFalse();
    }

    @Test
    void theImageIsTheReleaseThatThisBecomesAndIsNeverAnother() {
        String version = manifest.object("Deployment")
                .at("/metadata/labels")
                .path(VERSION_LABEL)
                .asText();

        assertThat(manifest.container().path("image").asText())
                .isEqualTo("ghcr.io/plugzapi/plugzapi-connect:" + version.replace("-SNAPSHOT", ""));
        assertThat(manifest.container().path("imagePullPolicy").asText()).isEqualTo("IfNotPresent");
    }

    @ParameterizedTest
    @CsvSource({"configMapRef, ConfigMap", "secretRef, Secret"})
    void theExampleFillsInWhatTheDeploymentReads(String reference, String kind) {
        assertThat(stream(manifest.container().path("envFrom")))
                .extracting(source -> source.path(reference).path("name"))
                .contains(Manifest.CONFIGURATION_EXAMPLE.object(kind).at("/metadata/name"));
    }

    private String ingressAnnotation(String name) {
        return manifest.object("Ingress")
                .at("/metadata/annotations")
                .path("nginx.ingress.kubernetes.io/" + name)
                .asText();
    }

    /** Reads an object as Kubernetes' own types, and takes neither an unknown field nor a number or true for a text. */
    private static KubernetesResource strictly(JsonNode object) throws JsonProcessingException {
        ObjectMapper mapper = YAMLMapper.builder()
                .withCoercionConfig(LogicalType.Textual, texts -> texts.setCoercion(CoercionInputShape.Boolean, Fail)
                        .setCoercion(CoercionInputShape.Integer, Fail)
                        .setCoercion(CoercionInputShape.Float, Fail))
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .build();
        return mapper.treeToValue(object, KubernetesResource.class);
    }
}
