package io.binnacle.apiserver.bootstrap;

import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.operation.UpdateWish;
import io.binnacle.apiserver.registry.operation.WriteOptions;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.GroupVersionResource;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ObjectKey;
import io.binnacle.manifests.status.StatusException;
import io.binnacle.manifests.status.StatusReason;
import io.binnacle.manifests.type.ResourceType;
import io.binnacle.store.Freshness;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every cluster has from its first minute (CTRL-01 to CTRL-04, AUTHN-15). */
public final class ClusterObjects {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-node-lease", "kube-public", "kube-system");

  private static final String KUBE_SYSTEM = "kube-system";
  private static final String AUTHENTICATION = "extension-apiserver-authentication";
  private static final String CLIENT_CA = "client-ca-file";
  private static final GroupVersionResource CONFIG_MAPS = core("configmaps");
  private static final GroupVersionResource PRIORITIES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");

  private final ResourceRegistry registry;
  private final String serviceAddress;
  private final int serverPort;

  /**
   * @param serviceAddress the cluster IP of default/kubernetes
   * @param serverPort where this replica listens
   */
  public ClusterObjects(ResourceRegistry registry, String serviceAddress, int serverPort) {
    this.registry = registry;
    this.serviceAddress = serviceAddress;
    this.serverPort = serverPort;
  }

  /** Makes those that are missing; fails where that could not be done, and may be asked again. */
  public Mono<Void> makeNamespaces() {
    return Flux.fromIterable(NAMESPACES)
        .concatMap(name -> ensure(core("namespaces"), "", name, namespace(name)))
        .then();
  }

  /** The same for the Service by which programs inside find the API. */
  public Mono<Void> makeService() {
    return Mono.defer(() -> ensure(core("services"), "default", "kubernetes", service()));
  }

  /**
   * The same for what controllers look for: the two highest priorities, and the ConfigMap that says
   * whose client certificates count, without which they accept none.
   *
   * @param clientAuthorities certificates of authorities, each in PEM
   */
  public Mono<Void> makeStanding(List<String> clientAuthorities) {
    return ensure(PRIORITIES, "", "system-cluster-critical", priority("cluster", 2_000_000_000))
        .then(ensure(PRIORITIES, "", "system-node-critical", priority("node", 2_000_001_000)))
        .then(Mono.defer(() -> makeAuthorities(clientAuthorities)));
  }

  private Mono<Void> makeAuthorities(List<String> clientAuthorities) {
    return ensure(CONFIG_MAPS, KUBE_SYSTEM, AUTHENTICATION, authentication(clientAuthorities))
        .then(
            Mono.defer(
                () ->
                    registry.update(
                        UpdateWish.of(
                            type(CONFIG_MAPS),
                            new ObjectKey(KUBE_SYSTEM, AUTHENTICATION),
                            UpdateWish.Part.MAIN,
                            current -> withAuthorities(current, clientAuthorities)),
                        WriteOptions.PLAIN)))
        .then();
  }

  /** Others may trust authorities that this replica was not told of, so none is taken away. */
  private static Manifest withAuthorities(Manifest current, List<String> clientAuthorities) {
    StringBuilder all = new StringBuilder(current.textOrEmpty("data", CLIENT_CA));
    for (String each : clientAuthorities) {
      if (all.indexOf(each.strip()) < 0) {
        all.append(each);
      }
    }
    return current.edit(editor -> editor.setText(all.toString(), "data", CLIENT_CA));
  }

  /** Looks first: after the first start of a cluster nothing is written. */
  private Mono<Void> ensure(
      GroupVersionResource resource, String namespace, String name, String json) {
    ResourceType type = type(resource);
    ObjectKey key = new ObjectKey(namespace, name);
    return registry
        .get(type, key, new Freshness.Linearizable())
        .then()
        .onErrorResume(
            failure -> hasReason(failure, StatusReason.NOT_FOUND),
            _ -> create(type, namespace, json));
  }

  private ResourceType type(GroupVersionResource resource) {
    ResourceType type = registry.catalogue().find(resource);
    if (type == null) {
      throw new IllegalStateException("no such type: " + resource);
    }
    return type;
  }

  /** Another replica may be faster: then the object is there all the same. */
  private Mono<Void> create(ResourceType type, String namespace, String json) {
    return registry
        .create(type, namespace, parse(json), WriteOptions.PLAIN)
        .then()
        .onErrorResume(
            failure -> hasReason(failure, StatusReason.ALREADY_EXISTS), _ -> Mono.empty());
  }

  private static GroupVersionResource core(String resource) {
    return new GroupVersionResource("", "v1", resource);
  }

  private static boolean hasReason(Throwable failure, StatusReason reason) {
    return failure instanceof StatusException expected && expected.status().reason() == reason;
  }

  private static String namespace(String name) {
    return """
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}"""
        .formatted(name);
  }

  private String service() {
    return """
        {"apiVersion":"v1","kind":"Service",
         "metadata":{"name":"kubernetes","namespace":"default",
           "labels":{"component":"apiserver","provider":"kubernetes"}},
         "spec":{"type":"ClusterIP","clusterIP":"%1$s","clusterIPs":["%1$s"],
           "ipFamilies":["%2$s"],"ipFamilyPolicy":"SingleStack","sessionAffinity":"None",
           "ports":[{"name":"https","port":443,"protocol":"TCP","targetPort":%3$d}]}}"""
        .formatted(serviceAddress, serviceAddress.contains(":") ? "IPv6" : "IPv4", serverPort);
  }

  private static String priority(String of, long value) {
    return """
        {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass",
         "metadata":{"name":"system-%1$s-critical"},"value":%2$d,
         "description":"For pods that the %1$s cannot do without."}"""
        .formatted(of, value);
  }

  private static String authentication(List<String> clientAuthorities) {
    String json =
        """
        {"apiVersion":"v1","kind":"ConfigMap",
         "metadata":{"name":"%s","namespace":"%s"}}"""
            .formatted(AUTHENTICATION, KUBE_SYSTEM);
    return new String(
        withAuthorities(parse(json), clientAuthorities).toJson(), StandardCharsets.UTF_8);
  }

  private static Manifest parse(String json) {
    try {
      return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new IllegalStateException("a text of our own is malformed: " + json, e);
    }
  }
}
