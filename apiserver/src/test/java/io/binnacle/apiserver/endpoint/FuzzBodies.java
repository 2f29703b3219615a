package io.binnacle.apiserver.endpoint;

import io.binnacle.manifests.Manifest;
import java.util.List;

/** Objects that are accepted as they stand: what the fuzz starts from. */
final class FuzzBodies {
  private static final String POD_SPEC =
      """
      {"containers":[{"name":"main","image":"i:1","ports":[{"containerPort":80,"name":"http","protocol":"TCP"}],
        "env":[{"name":"A","value":"b"},{"name":"C","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
        "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"128Mi"}},
        "volumeMounts":[{"name":"v","mountPath":"/v"}],
        "livenessProbe":{"httpGet":{"path":"/","port":"http"},"periodSeconds":5},
        "securityContext":{"runAsUser":1000,"capabilities":{"drop":["ALL"]}}}],
       "initContainers":[{"name":"first","image":"i:2"}],"volumes":[{"name":"v","emptyDir":{}}],
       "tolerations":[{"key":"k","operator":"Exists"}],"nodeSelector":{"a":"b"},"restartPolicy":"Always",
       "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":
         [{"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]}]}}},
       "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule"}]}""";

  private static final List<String> TEXTS =
      List.of(
          object("v1", "ConfigMap", "\"data\":{\"k\":\"v\"},\"binaryData\":{\"b\":\"AAEC\"}"),
          object(
              "v1",
              "Secret",
              "\"stringData\":{\"k\":\"v\"},\"data\":{\"d\":\"AAEC\"},\"type\":\"Opaque\""),
          object("v1", "Pod", "\"spec\":" + POD_SPEC),
          object(
              "v1",
              "Service",
              "\"spec\":{\"selector\":{\"a\":\"b\"},\"ports\":[{\"name\":\"http\",\"port\":80,\"targetPort\":\"http\"},"
                  + "{\"name\":\"dns\",\"port\":53,\"protocol\":\"UDP\"}],\"type\":\"NodePort\"}"),
          object("v1", "Namespace", "\"spec\":{\"finalizers\":[\"kubernetes\"]}"),
          object("v1", "Node", "\"spec\":{\"taints\":[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]}"),
          object("v1", "ServiceAccount", "\"imagePullSecrets\":[{\"name\":\"s\"}]"),
          object(
              "v1",
              "PersistentVolumeClaim",
              "\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}"),
          object(
              "v1",
              "PersistentVolume",
              "\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],\"hostPath\":{\"path\":\"/p\"}}"),
          object(
              "v1",
              "Event",
              "\"involvedObject\":{\"namespace\":\"default\"},\"reason\":\"R\",\"type\":\"Normal\""),
          object("v1", "ResourceQuota", "\"spec\":{\"hard\":{\"pods\":\"10\"}}"),
          object(
              "v1",
              "LimitRange",
              "\"spec\":{\"limits\":[{\"type\":\"Container\",\"default\":{\"cpu\":\"1\"}}]}"),
          workload(
              "apps/v1", "Deployment", "\"replicas\":2,\"strategy\":{\"type\":\"RollingUpdate\"}"),
          workload("apps/v1", "StatefulSet", "\"replicas\":2,\"serviceName\":\"a\""),
          workload("apps/v1", "DaemonSet", "\"minReadySeconds\":1"),
          workload("apps/v1", "ReplicaSet", "\"replicas\":1"),
          object(
              "batch/v1",
              "Job",
              "\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}"),
          object(
              "batch/v1",
              "CronJob",
              "\"spec\":{\"schedule\":\"*/5 * * * *\",\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":"
                  + "{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}}"),
          object(
              "networking.k8s.io/v1",
              "Ingress",
              "\"spec\":{\"rules\":[{\"host\":\"a.example.com\",\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\","
                  + "\"backend\":{\"service\":{\"name\":\"a\",\"port\":{\"number\":80}}}}]}}]}"),
          object(
              "networking.k8s.io/v1",
              "NetworkPolicy",
              "\"spec\":{\"podSelector\":{},\"policyTypes\":[\"Ingress\"]}"),
          object(
              "policy/v1",
              "PodDisruptionBudget",
              "\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}}}"),
          object(
              "autoscaling/v2",
              "HorizontalPodAutoscaler",
              "\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"a\"},\"metrics\":[{\"type\":"
                  + "\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\",\"averageUtilization\":50}}}]}"),
          object(
              "autoscaling/v1",
              "HorizontalPodAutoscaler",
              "\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"D\",\"name\":\"a\"}}"),
          object("autoscaling/v1", "Scale", "\"spec\":{\"replicas\":3}"),
          object(
              "coordination.k8s.io/v1",
              "Lease",
              "\"spec\":{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":15}"),
          object(
              "rbac.authorization.k8s.io/v1",
              "Role",
              "\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]"),
          object(
              "rbac.authorization.k8s.io/v1",
              "RoleBinding",
              "\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"a\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"u\"}]"),
          object(
              "discovery.k8s.io/v1",
              "EndpointSlice",
              "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.0.0.1\"]}]"),
          object("storage.k8s.io/v1", "StorageClass", "\"provisioner\":\"p\""),
          object("scheduling.k8s.io/v1", "PriorityClass", "\"value\":10"),
          object("v1", "Binding", "\"target\":{\"kind\":\"Node\",\"name\":\"n\"}"),
          object("policy/v1", "Eviction", "\"deleteOptions\":{}"),
          object("authentication.k8s.io/v1", "TokenReview", "\"spec\":{\"token\":\"t\"}"),
          object(
              "authorization.k8s.io/v1",
              "SelfSubjectAccessReview",
              "\"spec\":{\"resourceAttributes\":{\"verb\":\"get\"}}"));

  private static final List<Manifest> ALL = TEXTS.stream().map(RequestFuzz::parse).toList();

  private FuzzBodies() {}

  static List<Manifest> all() {
    return ALL;
  }

  static Manifest deleteOptions() {
    return RequestFuzz.parse(
        "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0,"
            + "\"preconditions\":{\"uid\":\"u\"},\"propagationPolicy\":\"Background\"}");
  }

  private static String object(String apiVersion, String kind, String rest) {
    return """
        {"apiVersion":"%s","kind":"%s","metadata":{"name":"a","labels":{"app":"a"},"annotations":{"n":"v"}},%s}"""
        .formatted(apiVersion, kind, rest);
  }

  private static String workload(String apiVersion, String kind, String rest) {
    return object(
        apiVersion,
        kind,
        "\"spec\":{%s,\"selector\":{\"matchLabels\":{\"app\":\"a\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"a\"}},\"spec\":%s}}"
            .formatted(rest, POD_SPEC));
  }
}
