package io.github.plugzapi.connect.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A file for Kubernetes, as whoever applies it gets it. */
public enum Manifest {
    /** One replica with an SQLite journal. */
    SQLITE("target/kubernetes/kubernetes.yml"),
    /** Several replicas on PostgreSQL. */
    POSTGRESQL("target/kubernetes/postgresql/kubernetes.yml"),
    /** Where the SQLite journal lies. */
    VOLUME_CLAIM("target/kubernetes/volume-claim.yml"),
    /** What whoever deploys fills in. */
    CONFIGURATION_EXAMPLE("src/main/kubernetes/configuration-example.yml");

    private final Path file;

    Manifest(String file) {
        this.file = Path.of(file);
    }

    /** Its objects. */
    public List<JsonNode> objects() {
        try (MappingIterator<JsonNode> documents =
                YAMLMapper.builder().build().readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one object of this kind. */
    public JsonNode object(String kind) {
        return single(objects().stream(), "kind", kind);
    }

    /** What the Deployment makes pods of. */
    public JsonNode pod() {
        return object("Deployment").at("/spec/template");
    }

    /** The one container of a pod. */
    public JsonNode container() {
        assertThat(pod().at("/spec/containers")).hasSize(1);
        return pod().at("/spec/containers/0");
    }

    /** Where the container mounts something at this path. */
    public JsonNode mount(String path) {
        return single(stream(container().path("volumeMounts")), "mountPath", path);
    }

    /** What is mounted there. */
    public JsonNode volume(String path) {
        return single(
                stream(pod().at("/spec/volumes")),
                "name",
                mount(path).path("name").asText());
    }

    /** The elements of an array. */
    public static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode single(Stream<JsonNode> nodes, String field, String value) {
        List<JsonNode> found =
                nodes.filter(node -> node.path(field).asText().equals(value)).toList();
        assertThat(found).as("%s %s", field, value).hasSize(1);
        return found.get(0);
    }
}
