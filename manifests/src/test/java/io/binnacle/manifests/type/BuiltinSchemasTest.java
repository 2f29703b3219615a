package io.binnacle.manifests.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.Defaulting;
import io.binnacle.manifests.schema.Pruning;
import io.binnacle.manifests.schema.StructuralSchema;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BuiltinSchemasTest {
  private final TypeCatalogue catalogue = BuiltinTypes.load();

  private StructuralSchema schema(String group, String resource) {
    return catalogue.find(new GroupVersionResource(group, "v1", resource)).schema();
  }

  private static Manifest yaml(String text) throws Exception {
    return Manifest.parseYaml(text.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
  }

  @Test
  void everyTypeHasASchemaWithMetadata() {
    for (ResourceType type : catalogue.all()) {
      assertThat(type.schema().at("metadata", "name")).as(type.toString()).isNotNull();
      assertThat(type.schema().properties()).as(type.toString()).containsKeys("apiVersion", "kind");
    }
  }

  /** DEF-76 */
  @Test
  void aKindWithoutAResourceHasASchemaToo() {
    StructuralSchema scale = catalogue.schemaOf(new GroupVersionKind("autoscaling", "v1", "Scale"));

    assertThat(scale).isNotNull();
    assertThat(scale.at("spec", "replicas")).isNotNull();
    assertThat(catalogue.schemaOf(new GroupVersionKind("autoscaling", "v1", "Scala"))).isNull();
  }

  /** DEF-20, DEF-10, DEF-11 */
  @Test
  void aDeploymentIsFilledIn() throws Exception {
    Manifest sparse =
        yaml(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: nginx
                    image: nginx:1.27
                    ports: [{containerPort: 80}]
                    readinessProbe: {httpGet: {port: 80}}
                  volumes:
                  - {name: settings, configMap: {name: settings}}
            """);

    Manifest full = Defaulting.apply(schema("apps", "deployments"), sparse);

    assertThat(full.integer("spec", "replicas")).isEqualTo(1);
    assertThat(full.integer("spec", "revisionHistoryLimit")).isEqualTo(10);
    assertThat(full.integer("spec", "progressDeadlineSeconds")).isEqualTo(600);
    assertThat(full.text("spec", "strategy", "type")).isEqualTo("RollingUpdate");
    assertThat(full.text("spec", "strategy", "rollingUpdate", "maxSurge")).isEqualTo("25%");
    assertThat(full.has("status")).isTrue();
    Manifest pod = full.object("spec", "template", "spec");
    assertThat(pod.text("restartPolicy")).isEqualTo("Always");
    assertThat(pod.text("dnsPolicy")).isEqualTo("ClusterFirst");
    assertThat(pod.text("schedulerName")).isEqualTo("default-scheduler");
    assertThat(pod.integer("terminationGracePeriodSeconds")).isEqualTo(30);
    assertThat(pod.has("securityContext")).isTrue();
    assertThat(pod.items("volumes").getFirst().integer("configMap", "defaultMode")).isEqualTo(420);
    Manifest container = pod.items("containers").getFirst();
    assertThat(container.text("terminationMessagePath")).isEqualTo("/dev/termination-log");
    assertThat(container.text("terminationMessagePolicy")).isEqualTo("File");
    assertThat(container.has("resources")).isTrue();
    assertThat(container.items("ports").getFirst().text("protocol")).isEqualTo("TCP");
    assertThat(container.text("readinessProbe", "httpGet", "path")).isEqualTo("/");
    assertThat(container.text("readinessProbe", "httpGet", "scheme")).isEqualTo("HTTP");
    assertThat(container.integer("readinessProbe", "periodSeconds")).isEqualTo(10);
  }

  /** DEF-40, DEF-50, DEF-62 to DEF-64 */
  @Test
  void otherKindsAreFilledInFromTheirDefinitionFiles() throws Exception {
    Manifest service =
        Defaulting.apply(schema("", "services"), yaml("spec: {ports: [{port: 80}]}"));
    assertThat(service.text("spec", "type")).isEqualTo("ClusterIP");
    assertThat(service.text("spec", "sessionAffinity")).isEqualTo("None");
    assertThat(service.items("spec", "ports").getFirst().text("protocol")).isEqualTo("TCP");
    assertThat(service.has("status", "loadBalancer")).isTrue();

    Manifest secret = Defaulting.apply(schema("", "secrets"), yaml("data: {a: Yg==}"));
    assertThat(secret.text("type")).isEqualTo("Opaque");

    Manifest claim = Defaulting.apply(schema("", "persistentvolumeclaims"), yaml("spec: {}"));
    assertThat(claim.text("spec", "volumeMode")).isEqualTo("Filesystem");
    assertThat(claim.text("status", "phase")).isEqualTo("Pending");

    Manifest storageClass =
        Defaulting.apply(schema("storage.k8s.io", "storageclasses"), yaml("provisioner: none"));
    assertThat(storageClass.text("reclaimPolicy")).isEqualTo("Delete");
    assertThat(storageClass.text("volumeBindingMode")).isEqualTo("Immediate");

    Manifest cronJob = Defaulting.apply(schema("batch", "cronjobs"), yaml("spec: {schedule: x}"));
    assertThat(cronJob.text("spec", "concurrencyPolicy")).isEqualTo("Allow");
    assertThat(cronJob.integer("spec", "successfulJobsHistoryLimit")).isEqualTo(3);
  }

  /** CRUD field validation: what the schema does not know is reported by its path. */
  @Test
  void aFieldThatKubernetesDoesNotKnowIsFound() throws Exception {
    var pruned =
        Pruning.prune(
            schema("", "pods"),
            yaml("spec: {containers: [{name: a, imagee: b}], nodeSelector: {x: y}}"));

    assertThat(pruned.unknownFieldPaths()).hasSize(1);
    assertThat(pruned.unknownFieldPaths().getFirst()).contains("imagee");
  }

  /** OAPI-07: lists that merge by key, for patches and for server-side apply. */
  @Test
  void listsKnowHowTheyMerge() {
    var ports = schema("", "services").at("spec", "ports").attributes();
    assertThat(ports.listMapKeys()).containsExactly("port", "protocol");
    assertThat(ports.patchMergeKey()).isEqualTo("port");
    assertThat(ports.mergesOnPatch()).isTrue();

    var volumes = schema("", "pods").at("spec", "volumes").attributes();
    assertThat(volumes.patchStrategies()).containsExactly("merge", "retainKeys");

    var finalizers = schema("", "configmaps").at("metadata", "finalizers").attributes();
    assertThat(finalizers.mergesOnPatch()).isTrue();
  }
}
