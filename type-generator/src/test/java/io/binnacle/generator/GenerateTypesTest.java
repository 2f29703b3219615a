package io.binnacle.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateTypesTest {
  private static final String META =
      """
      library: true
      group: meta.k8s.io
      version: v1
      classes: io.fabric8.kubernetes.api.model
      names: io.k8s.apimachinery.pkg.apis.meta.v1
      wire: Meta
      only: [DeleteOptions, ListMeta, ManagedFieldsEntry, ObjectMeta, OwnerReference, Preconditions, ShardInfo]
      kinds: [DeleteOptions]
      """;
  private static final String COORDINATION =
      """
      group: coordination.k8s.io
      version: v1
      classes: io.fabric8.kubernetes.api.model.coordination.v1
      names: io.k8s.api.coordination.v1
      wire: V1Coordination
      resources:
        - name: leases
          kind: Lease
          key: leases
          columns: [{name: Holder, cell: .spec.holderIdentity}, Age]
      schemas:
        LeaseSpec:
          defaults: {leaseTransitions: 0}
      """;

  @TempDir private Path folder;
  private Path definitions;
  private Path output;

  @BeforeEach
  void prepare() throws Exception {
    definitions = Files.createDirectory(folder.resolve("definitions"));
    Files.createDirectory(folder.resolve("sources"));
    output = folder.resolve("output");
    Files.writeString(definitions.resolve("meta-v1.yaml"), META);
    Files.writeString(definitions.resolve("coordination.k8s.io-v1.yaml"), COORDINATION);
  }

  @Test
  void rulesStandAtTheirNodes() throws Exception {
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION
            + """
                rules:
                  - {rule: has(self.holderIdentity), message: nobody holds it}
                  - {of: leaseTransitions, rule: self >= 0, reason: FieldValueInvalid, value: self}
            """);
    generate();
    JsonNode spec =
        new JsonMapper()
            .readTree(Files.readAllBytes(output.resolve("schemas-coordination.k8s.io-v1.json")))
            .path("definitions")
            .path("io.k8s.api.coordination.v1.LeaseSpec");
    assertThat(spec.path("x-kubernetes-validations").toString())
        .isEqualTo("[{\"rule\":\"has(self.holderIdentity)\",\"message\":\"nobody holds it\"}]");
    assertThat(
            spec.path("properties")
                .path("leaseTransitions")
                .path("x-kubernetes-validations")
                .toString())
        .isEqualTo(
            "[{\"rule\":\"self >= 0\",\"reason\":\"FieldValueInvalid\",\"x-binnacle-value\":"
                + "\"self\"}]");
    assertThat(
            Files.readString(output.resolve("openapi-coordination.k8s.io-v1.json"))
                .contains("x-kubernetes-validations"))
        .isFalse();
  }

  @Test
  void aRuleOfAFieldThatIsNotThereIsRefused() throws Exception {
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION + "    rules: [{of: nothing, rule: self >= 0}]\n");
    assertThatThrownBy(this::generate).hasMessageContaining("no field nothing for a rule");
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION + "    rules: [{rul: self >= 0}]\n");
    assertThatThrownBy(this::generate).hasMessageContaining("the word rul of a rule");
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION + "    rules: [{rule: 'true', each: x, uniqueBy: [y]}]\n");
    assertThatThrownBy(this::generate).hasMessageContaining("a rule needs a rule, or uniqueBy");
  }

  private void generate() throws Exception {
    GenerateTypes.main(
        new String[] {
          definitions.toString(), folder.resolve("sources").toString(), output.toString()
        });
  }

  private JsonNode read(String file) throws Exception {
    return JsonMapper.shared().readTree(Files.readAllBytes(output.resolve(file)));
  }

  @Test
  void classesAndDefinitionFilesBecomeACatalogueSchemasAndDocuments() throws Exception {
    generate();

    JsonNode lease = read("catalogue.json").path("groupVersions").get(0).path("resources").get(0);
    assertThat(lease.path("singular").asString()).isEqualTo("lease");
    assertThat(lease.path("columns").get(0).path("name").asString()).isEqualTo("Name");
    JsonNode spec =
        read("schemas-coordination.k8s.io-v1.json")
            .path("definitions")
            .path("io.k8s.api.coordination.v1.LeaseSpec")
            .path("properties");
    assertThat(spec.path("renewTime").path("format").asString()).isEqualTo("micro-time");
    assertThat(spec.path("leaseDurationSeconds").path("format").asString()).isEqualTo("int32");
    assertThat(spec.path("leaseTransitions").path("default").asInt()).isZero();
    JsonNode document = read("openapi-coordination.k8s.io-v1.json");
    JsonNode patch =
        document
            .path("paths")
            .path("/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases/{name}")
            .path("patch");
    assertThat(patch.path("x-kubernetes-action").asString()).isEqualTo("patch");
    assertThat(patch.path("parameters").valueStream().map(each -> each.path("name").asString()))
        .contains("dryRun", "fieldValidation");
    assertThat(
            document
                .path("components")
                .path("schemas")
                .path("io.k8s.api.coordination.v1.Lease")
                .path("x-kubernetes-group-version-kind")
                .get(0)
                .path("kind")
                .asString())
        .isEqualTo("Lease");
  }

  @Test
  void protobufMessagesBecomeATableOfTheirFields() throws Exception {
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION
            .replace(
                "{leaseTransitions: 0}", "{leaseTransitions: 0}\n    values: [leaseTransitions]")
            .concat("    pointers: [strategy]\n"));
    generate();

    JsonNode wire = read("wire.json");
    String lease = "io.k8s.api.coordination.v1.Lease";
    assertThat(wire.path("kinds").path("coordination.k8s.io/v1 Lease").asString()).isEqualTo(lease);
    assertThat(wire.path("kinds").has("* DeleteOptions")).isTrue();
    JsonNode messages = wire.path("messages");
    assertThat(messages.path(lease).path("spec").asString()).isEqualTo("2 " + lease + "Spec");
    JsonNode spec = messages.path(lease + "Spec");
    assertThat(spec.path("renewTime").asString()).isEqualTo("4 micro-time");
    assertThat(spec.path("holderIdentity").asString()).isEqualTo("1 text drop");
    assertThat(spec.path("strategy").asString()).isEqualTo("6 text");
    assertThat(spec.path("leaseTransitions").asString()).isEqualTo("5 int32 drop");
    JsonNode metadata = messages.path("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(metadata.path("labels").asString()).isEqualTo("11 text map");
    assertThat(metadata.path("finalizers").asString()).isEqualTo("14 text repeated");
  }

  @Test
  void nothingIsMadeTwice() throws Exception {
    generate();
    Path catalogue = output.resolve("catalogue.json");
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(catalogue, old);

    generate();
    assertThat(Files.getLastModifiedTime(catalogue)).isEqualTo(old);

    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"), COORDINATION + "# more\n");
    generate();
    assertThat(Files.getLastModifiedTime(catalogue)).isNotEqualTo(old);
  }

  @Test
  void aKindThatNothingRefersToIsAMistake() throws Exception {
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION + "  LeaseSpeck: {required: [x]}\n");

    assertThatThrownBy(this::generate).hasMessageContaining("LeaseSpeck");
  }

  @Test
  void anUnknownWordIsAMistake() throws Exception {
    Files.writeString(
        definitions.resolve("coordination.k8s.io-v1.yaml"),
        COORDINATION.replace("key: leases", "keys: leases"));

    assertThatThrownBy(this::generate).hasMessageContaining("keys");
  }
}
