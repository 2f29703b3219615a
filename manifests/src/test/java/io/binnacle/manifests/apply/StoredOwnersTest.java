package io.binnacle.manifests.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.Documents;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.type.BuiltinTypes;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Owners that were stored by another release, or by somebody who made them up (SSA-23). */
class StoredOwnersTest {
  private static final StructuralSchema SCHEMA =
      Objects.requireNonNull(
          BuiltinTypes.load().schemaOf(GroupVersionKind.of("apps/v1", "Deployment")));

  private static Manifest deployment(int replicas, String selector, String owners) {
    return Documents.json(
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"w\","
            + "\"managedFields\":["
            + owners
            + "]},\"spec\":{\"replicas\":"
            + replicas
            + ",\"selector\":{\"matchLabels\":{\"a\":\""
            + selector
            + "\"}}}}");
  }

  private static String owner(String name, String apiVersion, String fields) {
    return "{\"manager\":\""
        + name
        + "\",\"operation\":\"Update\",\"apiVersion\":\""
        + apiVersion
        + "\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":"
        + fields
        + "}";
  }

  private static OwnedWrite write(String manager) {
    return new OwnedWrite(
        TypedVersions.only(TypedVersion.requested("apps/v1", SCHEMA)),
        manager,
        "",
        "2026-01-01T00:00:00Z",
        FieldSet.EMPTY);
  }

  private static List<String> names(ManagedFields owners) {
    return owners.entries().stream().map(entry -> entry.manager().name()).toList();
  }

  /** SSA-23. */
  @Test
  void versionsThatAreNotServedAndEntriesThatMakeNoSenseGoWithTheNextWrite()
      throws MalformedFieldsException {
    String replicas = "{\"f:spec\":{\"f:replicas\":{}}}";
    Manifest live =
        deployment(
            1,
            "1",
            String.join(
                ",",
                owner("old", "apps/v1beta1", replicas),
                owner("broken", "apps/v1", "{\"z:spec\":{}}"),
                owner("kept", "apps/v1", "{\"f:spec\":{\"f:selector\":{}}}")));
    ManagedFields owners = ManagedFields.of(live);
    Manifest same = deployment(1, "1", "");
    assertThat(UpdateTracking.updated(write("u"), owners, live, same)).isSameAs(owners);
    Manifest changed = deployment(2, "1", "");
    assertThat(names(UpdateTracking.updated(write("u"), owners, live, changed)))
        .containsExactly("kept", "u");
    Manifest applied =
        Documents.json(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"w\"},"
                + "\"spec\":{\"replicas\":3}}");
    ServerSideApply.Result result = ServerSideApply.apply(write("a"), owners, live, applied, false);
    assertThat(names(result.owners())).containsExactly("a", "kept");
  }

  /** SSA-23: what is atomic today is owned by whoever owned a part of it. */
  @Test
  void partsOfWhatIsAtomicNowAreAllOfIt() throws MalformedFieldsException {
    Manifest live =
        deployment(
            1,
            "1",
            owner(
                "old",
                "apps/v1",
                "{\"f:spec\":{\"f:selector\":{\"f:matchLabels\":{\"f:a\":{}}}}}"));
    ManagedFields owners = ManagedFields.of(live);
    Manifest applied =
        Documents.json(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"w\"},"
                + "\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"2\"}}}}");
    assertThatThrownBy(() -> ServerSideApply.apply(write("a"), owners, live, applied, false))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("conflict with \"old\" using apps/v1: .spec.selector");
    ServerSideApply.Result forced = ServerSideApply.apply(write("a"), owners, live, applied, true);
    assertThat(names(forced.owners())).containsExactly("a");
  }
}
