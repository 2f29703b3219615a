package io.binnacle.bench.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionKind;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.apply.AppliedObject;
import io.binnacle.manifests.apply.OwnedWrite;
import io.binnacle.manifests.apply.ServerSideApply;
import io.binnacle.manifests.apply.UpdateTracking;
import io.binnacle.manifests.apply.version.TypedVersion;
import io.binnacle.manifests.apply.version.TypedVersions;
import io.binnacle.manifests.fieldpath.FieldSet;
import io.binnacle.manifests.fieldpath.MalformedFieldsException;
import io.binnacle.manifests.fieldpath.ManagedFields;
import io.binnacle.manifests.schema.Defaulting;
import io.binnacle.manifests.schema.Pruning;
import io.binnacle.manifests.schema.SchemaValidation;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.schema.TypeCheck;
import io.binnacle.manifests.type.BuiltinTypes;
import io.binnacle.manifests.type.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * An object of a type, in variants that differ in one field, and what the server does with the
 * bytes of a request for it.
 */
final class MeasuredObject {
  private static final String CONTAINER =
      """
      {"name":"cNUMBER","image":"registry.example.com/team/service-NUMBER:1.2.3","args":["--verbose",\
      "--listen=:80NUMBER"],"ports":[{"name":"http","containerPort":80NUMBER},{"name":"metrics",\
      "containerPort":90NUMBER}],"env":[{"name":"LEVEL","value":"info"},{"name":"REGION","value":\
      "north"},{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}}],\
      "resources":{"limits":{"cpu":"1","memory":"512Mi"},"requests":{"cpu":"250m","memory":\
      "128Mi"}},"readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5},\
      "volumeMounts":[{"name":"data","mountPath":"/data"}]}""";

  private static final String DEPLOYMENT =
      """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default",\
      "labels":{"app":"web","tier":"front"},"annotations":{"team":"a"}},"spec":{"replicas":3,\
      "selector":{"matchLabels":{"app":"web"}},"strategy":{"rollingUpdate":{"maxSurge":1}},\
      "template":{"metadata":{"labels":{"app":"web","tier":"front"}},"spec":{"serviceAccountName":\
      "web","containers":[CONTAINERS],"volumes":[{"name":"data","emptyDir":{}}],"nodeSelector":\
      {"kubernetes.io/os":"linux"}}}}}""";

  private static final String CONFIG_MAP =
      """
      {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","namespace":"default",\
      "labels":{"app":"web"}},"data":{"filling":"FILLING"}}""";

  private static final int VARIANTS = 16;
  private static final String TIME = "2026-01-01T00:00:00Z";

  private final ResourceType type;
  private final StructuralSchema schema;
  private final GroupVersionKind kind;
  private final byte[][] json = new byte[VARIANTS][];
  private final byte[][] yaml = new byte[VARIANTS][];
  private final byte[] stored;

  /**
   * @param vary makes a variant of the object
   */
  private MeasuredObject(
      GroupVersionResource resource, String object, BiFunction<Manifest, Integer, Manifest> vary) {
    this.type = Objects.requireNonNull(BuiltinTypes.load().find(resource));
    this.schema = type.schema();
    this.kind = type.groupVersionKind();
    Manifest base = parse(object.getBytes(UTF_8));
    for (int i = 0; i < VARIANTS; i++) {
      Manifest variant = vary.apply(base, i);
      json[i] = variant.toJson();
      yaml[i] = variant.toYaml();
    }
    ServerSideApply.Result born = ServerSideApply.create(write("applier"), parse(json[0]));
    Manifest defaulted = Defaulting.apply(schema, born.object());
    Manifest annotated =
        defaulted.edit(editor -> editor.setText("b", "metadata", "annotations", "other"));
    ManagedFields owners =
        UpdateTracking.updated(write("controller"), born.owners(), defaulted, annotated);
    stored = owners.putInto(annotated).toJson();
  }

  /**
   * A Deployment of 3 KiB as people write them: five containers, each with an image, ports,
   * variables, a probe and limits.
   */
  static MeasuredObject deployment() {
    StringBuilder containers = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      containers.append(i == 1 ? "" : ",").append(CONTAINER.replace("NUMBER", Integer.toString(i)));
    }
    return new MeasuredObject(
        new GroupVersionResource("apps", "v1", "deployments"),
        DEPLOYMENT.replace("CONTAINERS", containers),
        (base, i) -> base.edit(editor -> editor.setInteger(3 + i, "spec", "replicas")));
  }

  /** The ConfigMap of 1 KiB that requests are measured with. */
  static MeasuredObject configMap() {
    return new MeasuredObject(
        new GroupVersionResource("", "v1", "configmaps"),
        CONFIG_MAP.replace("FILLING", "binnacle".repeat(100)),
        (base, i) -> base.edit(editor -> editor.setText("round " + i, "data", "round")));
  }

  int jsonBytes() {
    return json[0].length;
  }

  int yamlBytes() {
    return yaml[0].length;
  }

  int storedBytes() {
    return stored.length;
  }

  void applyJson(long round) {
    apply(json[(int) (round % VARIANTS)]);
  }

  void applyYaml(long round) {
    apply(yaml[(int) (round % VARIANTS)]);
  }

  private void apply(byte[] body) {
    Manifest applied = AppliedObject.read(body, DecodeLimits.standard());
    AppliedObject.check(kind, schema, applied);
    Manifest live = parse(stored);
    ServerSideApply.Result result =
        ServerSideApply.apply(write("applier"), ownersOf(live), live, applied, false);
    store(result.owners().putInto(checked(result.object())));
  }

  void update(long round, boolean tracked) {
    Manifest sent = parse(json[(int) (round % VARIANTS)]);
    Manifest live = parse(stored);
    Manifest updated =
        checked(sent).edit(editor -> editor.copyFrom(live, "metadata", "managedFields"));
    store(
        tracked
            ? UpdateTracking.updated(write("updater"), ownersOf(live), live, updated)
                .putInto(updated)
            : updated);
  }

  void create(long round, boolean tracked) {
    Manifest created = checked(parse(json[(int) (round % VARIANTS)]));
    store(tracked ? UpdateTracking.born(write("creator"), created).putInto(created) : created);
  }

  /** As the registry does with whatever is written. */
  private Manifest checked(Manifest object) {
    require(TypeCheck.check(schema, object).isEmpty());
    Manifest known = Pruning.prune(schema, object).manifest();
    Manifest defaulted = Defaulting.apply(schema, known);
    require(SchemaValidation.validate(schema, defaulted).isEmpty());
    return defaulted;
  }

  private static void store(Manifest object) {
    require(object.toJson().length > 0);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the object that is measured is not valid");
    }
  }

  private OwnedWrite write(String manager) {
    return new OwnedWrite(
        TypedVersions.only(TypedVersion.requested(type.apiVersion(), schema)),
        manager,
        "",
        TIME,
        FieldSet.ofFields(List.of(List.of("status"))));
  }

  private static ManagedFields ownersOf(Manifest object) {
    try {
      return ManagedFields.of(object);
    } catch (MalformedFieldsException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Manifest parse(byte[] json) {
    try {
      return Manifest.parseJson(json, DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new IllegalStateException(e);
    }
  }
}
