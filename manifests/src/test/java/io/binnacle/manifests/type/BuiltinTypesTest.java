package io.binnacle.manifests.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltinTypesTest {
  private final TypeCatalogue catalogue = BuiltinTypes.load();

  private ResourceType type(String group, String version, String resource) {
    ResourceType type = catalogue.find(new GroupVersionResource(group, version, resource));
    assertThat(type).as(resource).isNotNull();
    return type;
  }

  /** RES-01 */
  @Test
  void aDeploymentIsCalledAsTheTableOfResourcesSays() {
    ResourceType deployments = type("apps", "v1", "deployments");

    assertThat(deployments.kind()).isEqualTo("Deployment");
    assertThat(deployments.listKind()).isEqualTo("DeploymentList");
    assertThat(deployments.singular()).isEqualTo("deployment");
    assertThat(deployments.shortNames()).containsExactly("deploy");
    assertThat(deployments.categories()).containsExactly("all");
    assertThat(deployments.namespaced()).isTrue();
    assertThat(deployments.subresources())
        .extracting(Subresource::name)
        .containsExactly("scale", "status");
    assertThat(deployments.verbs())
        .containsExactly(
            "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  }

  /** RES-01, the Key column */
  @Test
  void objectsAreKeptWhereOtherToolsLookForThem() {
    assertThat(type("", "v1", "nodes").storagePrefix()).isEqualTo("minions");
    assertThat(type("", "v1", "services").storagePrefix()).isEqualTo("services/specs");
    assertThat(type("", "v1", "endpoints").storagePrefix()).isEqualTo("services/endpoints");
    assertThat(type("networking.k8s.io", "v1", "ingresses").storagePrefix()).isEqualTo("ingress");
    assertThat(type("apps", "v1", "deployments").storagePrefix()).isEqualTo("deployments");
  }

  /** RES-04 */
  @Test
  void reviewsAreNotKept() {
    ResourceType review = type("authorization.k8s.io", "v1", "selfsubjectaccessreviews");

    assertThat(review.stored()).isFalse();
    assertThat(review.verbs()).containsExactly("create");
    assertThat(review.namespaced()).isFalse();
  }

  /** RES-05 */
  @Test
  void theCategoryAllHoldsWhatUsersCallEverything() {
    List<String> all =
        catalogue.all().stream()
            .filter(type -> type.categories().contains("all"))
            .map(ResourceType::plural)
            .distinct()
            .toList();

    assertThat(all)
        .containsExactlyInAnyOrder(
            "pods",
            "services",
            "replicationcontrollers",
            "daemonsets",
            "deployments",
            "replicasets",
            "statefulsets",
            "horizontalpodautoscalers",
            "cronjobs",
            "jobs");
  }

  /** RES-07 */
  @Test
  void groupsAreListedByPriority() {
    assertThat(catalogue.groups())
        .extracting(ApiGroup::name)
        .startsWith(
            "",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io");
  }

  /** DISC-03, SUB-03 */
  @Test
  void aScaleIsFoundThroughTheSubresource() {
    Subresource scale = type("apps", "v1", "statefulsets").subresource("scale");

    assertThat(scale).isNotNull();
    assertThat(scale.kind()).isEqualTo(new GroupVersionKind("autoscaling", "v1", "Scale"));
    assertThat(scale.scale().specReplicas()).containsExactly("spec", "replicas");
    assertThat(catalogue.findByKind(scale.kind())).isNull();
  }

  /** VAL-30, DEF-61, DEF-64 */
  @Test
  void fieldsThatMayNotChangeSayHowTheErrorReads() {
    assertThat(type("apps", "v1", "deployments").rules().immutableFields())
        .containsExactly(
            new ImmutableField(List.of("spec", "selector"), false, false, "field is immutable"));
    assertThat(type("storage.k8s.io", "v1", "storageclasses").rules().immutableFields())
        .contains(
            new ImmutableField(
                List.of("parameters"), false, true, "updates to parameters are forbidden."));
    assertThat(type("", "v1", "nodes").rules().immutableFields())
        .allMatch(field -> field.onceSet() && field.forbidden());
  }

  /** SEL-04 and the table below it */
  @Test
  void podsAreSelectedByMoreThanTheirName() {
    assertThat(type("", "v1", "pods").rules().selectableFields())
        .contains(new SelectableField("spec.nodeName", List.of("spec", "nodeName"), ""))
        .contains(new SelectableField("spec.host", List.of("spec", "nodeName"), ""))
        .contains(new SelectableField("spec.hostNetwork", List.of("spec", "hostNetwork"), "false"));
  }

  /** OAPI-03 */
  @Test
  void everyServedVersionHasAnOpenApiDocument() {
    List<String> served =
        catalogue.groups().stream()
            .flatMap(group -> group.versions().stream())
            .map(version -> (version.group().isEmpty() ? "api/" : "apis/") + version.groupVersion())
            .toList();

    assertThat(OpenApiDocuments.index())
        .extracting(OpenApiDocuments.Entry::path)
        .containsAll(served);
    for (OpenApiDocuments.Entry entry : OpenApiDocuments.index()) {
      assertThat(OpenApiDocuments.document(entry.path())).isNotEmpty();
      assertThat(entry.hash()).matches("[0-9A-F]{128}");
    }
    assertThat(OpenApiDocuments.document("api/v0")).isNull();
  }
}
