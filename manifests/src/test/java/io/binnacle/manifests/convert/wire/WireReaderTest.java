package io.binnacle.manifests.convert.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.Documents;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Bodies as clients written in Go send them, made with the messages of Kubernetes' own protobuf
 * files: what Go always writes, as {@code status {}} and zeros, is in them too.
 */
class WireReaderTest {
  private static final String DEPLOYMENT =
      """
      metadata {
        name: "web" generateName: "" namespace: "shop" generation: 0 creationTimestamp {}
        labels { key: "app" value: "web" } annotations { key: "empty" value: "" }
        managedFields { manager: "kubectl" time { seconds: 1764000000 nanos: 0 } fieldsV1 { Raw: '{"f:a":{}}' } }
      }
      spec {
        replicas: 0 minReadySeconds: 0 paused: false
        selector { matchLabels { key: "app" value: "web" } }
        strategy { type: "" rollingUpdate { maxUnavailable { type: 1 intVal: 0 strVal: "25%" } maxSurge { type: 0 intVal: 0 strVal: "" } } }
        template {
          metadata { name: "" creationTimestamp {} }
          spec {
            hostNetwork: false terminationGracePeriodSeconds: 0
            securityContext { runAsUser: 0 supplementalGroups: 7 supplementalGroups: -1 }
            volumes { name: "tmp" volumeSource { emptyDir { medium: "" } } }
            volumes { name: "keys" volumeSource { secret { secretName: "s" defaultMode: 420 } } }
            volumes { name: "all" volumeSource { projected { sources {
              configMap { localObjectReference { name: "c" } items { key: "k" path: "p" } } } } } }
            containers {
              name: "c" image: "i" workingDir: "" stdin: false tty: false
              ports { name: "" hostPort: 0 containerPort: 80 protocol: "TCP" hostIP: "" }
              env { name: "E" value: "" valueFrom { secretKeyRef { localObjectReference { name: "s" } key: "k" } } }
              envFrom { prefix: "" configMapRef { localObjectReference { name: "c" } optional: false } }
              resources { limits { key: "cpu" value { string: "100m" } } limits { key: "memory" value { string: "1Gi" } } }
              livenessProbe { handler { httpGet { path: "/" port { type: 1 strVal: "http" } host: "" } }
                initialDelaySeconds: 0 periodSeconds: 5 }
              readinessProbe { handler { tcpSocket { port { type: 0 intVal: 80 } host: "" } } }
              securityContext { readOnlyRootFilesystem: false }
              volumeMounts { name: "tmp" readOnly: false mountPath: "/tmp" subPath: "" }
            }
          }
        }
      }
      status { observedGeneration: 0 replicas: 0 }
      """;

  private static Manifest read(String apiVersion, Message.Builder builder, String text)
      throws Exception {
    return Manifest.parseProtobuf(
        envelope(apiVersion, message(builder, text)), DecodeLimits.standard());
  }

  private static Message message(Message.Builder builder, String text) throws Exception {
    TextFormat.merge(text, builder);
    return builder.build();
  }

  private static byte[] envelope(String apiVersion, Message message) {
    return envelope(apiVersion, message.getDescriptorForType().getName(), message.toByteString());
  }

  private static byte[] envelope(String apiVersion, String kind, ByteString raw) {
    Runtime.Unknown unknown =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
            .setRaw(raw)
            .setContentEncoding("")
            .setContentType("")
            .build();
    ByteString mark = ByteString.copyFrom("k8s\0", StandardCharsets.ISO_8859_1);
    return mark.concat(unknown.toByteString()).toByteArray();
  }

  private static void assertSame(Manifest read, String json) {
    assertThat(read).as(Documents.text(read)).isEqualTo(Documents.json(json));
  }

  /** NEG-04 */
  @Test
  void aNamespaceIsReadAndWhatIsNotSetIsLeftOut() throws Exception {
    Manifest read =
        read(
            "v1",
            V1.Namespace.newBuilder(),
            """
            metadata { name: "shop" generateName: "" namespace: "" selfLink: "" uid: "" resourceVersion: ""
              generation: 0 creationTimestamp {} }
            spec {} status { phase: "" }
            """);
    assertSame(
        read,
        """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"},"spec":{},"status":{}}
        """);
  }

  @Test
  void bytesBecomeBase64AndEmptyValuesOfAMapStay() throws Exception {
    assertSame(
        read(
            "v1",
            V1.ConfigMap.newBuilder(),
            """
            metadata { name: "c" } data { key: "a" value: "é" } data { key: "b" value: "" }
            binaryData { key: "x" value: "\\000\\377" } immutable: false
            """),
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"é","b":""},
         "binaryData":{"x":"AP8="},"immutable":false}
        """);
    assertSame(
        read(
            "v1",
            V1.Secret.newBuilder(),
            "metadata { name: 's' } data { key: 'p' value: 'hello' } data { key: 'e' value: '' } type: 'Opaque'"),
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"p":"aGVsbG8=","e":""},"type":"Opaque"}
        """);
  }

  @Test
  void aDeploymentKeepsWhatAPointerSaysAndEmbeddedStructsAreFlat() throws Exception {
    assertSame(
        read("apps/v1", V1Apps.Deployment.newBuilder(), DEPLOYMENT),
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"web","namespace":"shop","labels":{"app":"web"},"annotations":{"empty":""},
           "managedFields":[{"manager":"kubectl","time":"2025-11-24T16:00:00Z","fieldsV1":{"f:a":{}}}]},
         "spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},
           "template":{"metadata":{},"spec":{
             "volumes":[{"name":"tmp","emptyDir":{}},{"name":"keys","secret":{"secretName":"s","defaultMode":420}},
               {"name":"all","projected":{"sources":[{"configMap":{"name":"c","items":[{"key":"k","path":"p"}]}}]}}],
             "containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"TCP"}],
               "env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
               "resources":{"limits":{"cpu":"100m","memory":"1Gi"}},
               "volumeMounts":[{"name":"tmp","mountPath":"/tmp"}],
               "livenessProbe":{"httpGet":{"path":"/","port":"http"},"periodSeconds":5},
               "readinessProbe":{"tcpSocket":{"port":80}},
               "securityContext":{"readOnlyRootFilesystem":false},
               "envFrom":[{"configMapRef":{"name":"c","optional":false}}]}],
             "terminationGracePeriodSeconds":0,
             "securityContext":{"runAsUser":0,"supplementalGroups":[7,-1]}}},
           "strategy":{"rollingUpdate":{"maxUnavailable":"25%","maxSurge":0}}},
         "status":{}}
        """);
  }

  @Test
  void aServiceHasNoPortsThatAreZero() throws Exception {
    assertSame(
        read(
            "v1",
            V1.Service.newBuilder(),
            """
            metadata { name: "s" }
            spec { ports { name: "" protocol: "TCP" port: 80 targetPort { type: 0 intVal: 0 strVal: "" } nodePort: 0 }
              selector { key: "a" value: "b" } clusterIP: "" type: "ClusterIP" sessionAffinity: ""
              loadBalancerIP: "" externalName: "" externalTrafficPolicy: "" healthCheckNodePort: 0
              publishNotReadyAddresses: false clusterIPs: "None" }
            status { loadBalancer {} }
            """),
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},
         "spec":{"ports":[{"protocol":"TCP","port":80}],"selector":{"a":"b"},"type":"ClusterIP","clusterIPs":["None"]},
         "status":{"loadBalancer":{}}}
        """);
  }

  @Test
  void jobsRolesAndClaimsAreRead() throws Exception {
    assertSame(
        read(
            "batch/v1",
            V1Batch.Job.newBuilder(),
            "spec { backoffLimit: 0 suspend: false template { spec { restartPolicy: 'Never' } } } status { active: 0 }"),
        """
        {"apiVersion":"batch/v1","kind":"Job","spec":{"backoffLimit":0,
         "suspend":false,"template":{"spec":{"restartPolicy":"Never"}}},"status":{}}
        """);
    assertSame(
        read(
            "rbac.authorization.k8s.io/v1",
            V1Rbac.Role.newBuilder(),
            "rules { verbs: 'get' apiGroups: '' resources: 'pods' }"),
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role",
         "rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}
        """);
    assertSame(
        read(
            "v1",
            V1.PersistentVolumeClaim.newBuilder(),
            "spec { storageClassName: '' volumeName: '' }"),
        """
        {"apiVersion":"v1","kind":"PersistentVolumeClaim","spec":{"storageClassName":""}}
        """);
  }

  /** DEL-01 */
  @Test
  void deleteOptionsAreReadUnderTheNameOfAnyGroup() throws Exception {
    assertSame(
        read(
            "apps/v1",
            Meta.DeleteOptions.newBuilder(),
            "gracePeriodSeconds: 0 propagationPolicy: 'Foreground' preconditions { uid: 'u' } dryRun: 'All'"),
        """
        {"apiVersion":"apps/v1","kind":"DeleteOptions","gracePeriodSeconds":0,
         "preconditions":{"uid":"u"},"propagationPolicy":"Foreground","dryRun":["All"]}
        """);
  }

  @Test
  void subresourcesAndReviewsAreRead() throws Exception {
    assertSame(
        read("autoscaling/v1", V1Autoscaling.Scale.newBuilder(), "spec { replicas: 0 }"),
        """
        {"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":0}}
        """);
    assertSame(
        read(
            "policy/v1",
            V1Policy.Eviction.newBuilder(),
            "metadata { name: 'p' } deleteOptions { gracePeriodSeconds: 5 }"),
        """
        {"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"},"deleteOptions":{"gracePeriodSeconds":5}}
        """);
    assertSame(
        read(
            "authorization.k8s.io/v1",
            V1Authorization.SelfSubjectAccessReview.newBuilder(),
            "metadata { name: '' } spec { resourceAttributes { namespace: 'd' verb: 'list' group: '' resource: 'pods' } } status { allowed: false }"),
        """
        {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","metadata":{},
         "spec":{"resourceAttributes":{"namespace":"d","verb":"list","resource":"pods"}},"status":{"allowed":false}}
        """);
    assertSame(
        read(
            "authentication.k8s.io/v1",
            V1Authentication.TokenReview.newBuilder(),
            "spec { token: 't' } status { authenticated: false user { extra { key: 'k' value { items: 'v' } } } }"),
        """
        {"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"t"},
         "status":{"user":{"extra":{"k":["v"]}}}}
        """);
  }

  @Test
  void aLeaseHasMicrosecondsAndRawJsonIsJson() throws Exception {
    assertSame(
        read(
            "coordination.k8s.io/v1",
            V1Coordination.Lease.newBuilder(),
            "spec { holderIdentity: 'h' leaseDurationSeconds: 15 renewTime { seconds: 1764000000 nanos: 123456789 } }"),
        """
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","spec":{"holderIdentity":"h",
         "leaseDurationSeconds":15,"renewTime":"2025-11-24T16:00:00.123456Z"}}
        """);
    assertSame(
        read(
            "apps/v1",
            V1Apps.ControllerRevision.newBuilder(),
            "data { raw: '{\"spec\":[1]}' } revision: 3"),
        """
        {"apiVersion":"apps/v1","kind":"ControllerRevision","data":{"spec":[1]},"revision":3}
        """);
  }

  @Test
  void namesThatDifferInCaseAreThoseOfJson() throws Exception {
    assertSame(
        read(
            "networking.k8s.io/v1",
            V1Networking.IngressClass.newBuilder(),
            "spec { controller: 'c' parameters { aPIGroup: 'g' kind: 'K' name: 'n' } }"),
        """
        {"apiVersion":"networking.k8s.io/v1","kind":"IngressClass",
         "spec":{"controller":"c","parameters":{"apiGroup":"g","kind":"K","name":"n"}}}
        """);
  }

  @Test
  void fieldsOfALaterVersionAreLeftOut() throws Exception {
    ByteString raw =
        message(V1.ConfigMap.newBuilder(), "data { key: 'a' value: 'b' }")
            .toByteString()
            // Fields 2000 as a number, 2001 as a text.
            .concat(ByteString.copyFrom(new byte[] {(byte) 0x80, 0x7d, 1}))
            .concat(ByteString.copyFrom(new byte[] {(byte) 0x8a, 0x7d, 1, 'x'}));
    assertSame(
        Manifest.parseProtobuf(envelope("v1", "ConfigMap", raw), DecodeLimits.standard()),
        """
        {"apiVersion":"v1","kind":"ConfigMap","data":{"a":"b"}}
        """);
  }

  @Test
  void whatIsNoEnvelopeOrNoKnownKindIsRefused() {
    assertRefused("{}".getBytes(StandardCharsets.UTF_8), "mark of a Kubernetes object");
    assertRefused(new byte[0], "mark of a Kubernetes object");
    assertRefused(envelope("v1", "", ByteString.EMPTY), "does not say the kind");
    assertRefused(envelope("v1", "Ship", ByteString.EMPTY), "no kind \"Ship\" of version \"v1\"");
    ByteString endless = ByteString.copyFrom(new byte[] {0x0a, (byte) 0xff, (byte) 0xff, 0x7f});
    assertRefused(envelope("v1", "Pod", endless), "a length goes past the end");
    // The metadata of a pod as a number.
    assertRefused(
        envelope("v1", "Pod", ByteString.copyFrom(new byte[] {8, 1})), "metadata has the wrong");
    assertRefused(
        envelope("v1", "Pod", ByteString.copyFrom(new byte[] {(byte) 0xff})), "middle of a number");
  }

  @Test
  void tooManyBytesAndTooManyValuesAreRefused() {
    byte[] body = envelope("v1", "Pod", ByteString.EMPTY);
    assertThatThrownBy(
            () ->
                Manifest.parseProtobuf(body, DecodeLimits.standard().withBytesMax(body.length - 1)))
        .isInstanceOf(MalformedManifestException.class)
        .hasMessageContaining("the limit is");
    // Empty subsets of an Endpoints object, two bytes each.
    byte[] subsets = new byte[2_200_000];
    for (int i = 0; i < subsets.length; i += 2) {
      subsets[i] = 0x12;
    }
    assertRefused(envelope("v1", "Endpoints", ByteString.copyFrom(subsets)), "more than 1000000");
  }

  private static void assertRefused(byte[] body, String reason) {
    assertThatThrownBy(() -> Manifest.parseProtobuf(body, DecodeLimits.standard()))
        .isInstanceOf(MalformedManifestException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void damagedBodiesAreReadOrRefused() throws Exception {
    long seed = Long.getLong("seed", 4711);
    int rounds = Integer.getInteger("fuzz.rounds", 20_000);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<byte[]> bodies = new ArrayList<>();
    bodies.add(envelope("apps/v1", message(V1Apps.Deployment.newBuilder(), DEPLOYMENT)));
    bodies.add(
        envelope(
            "v1",
            message(V1.ConfigMap.newBuilder(), "data { key: 'a' value: 'b' } immutable: true")));
    int accepted = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] body = bodies.get(random.nextInt(bodies.size())).clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        Manifest read = Manifest.parseProtobuf(body, DecodeLimits.standard());
        assertThat(Documents.json(Documents.text(read))).isEqualTo(read);
        accepted++;
      } catch (MalformedManifestException refusal) {
        assertThat(refusal.reason()).isNotBlank();
      } catch (Exception | StackOverflowError | AssertionError e) {
        fail("round " + round + " of -Dseed=" + seed, e);
      }
    }
    assertThat(accepted).isBetween(rounds / 1000, rounds - 1);
  }
}
