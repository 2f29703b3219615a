package io.binnacle.apiserver.bootstrap;

import io.binnacle.apiserver.registry.ResourceRegistry;
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

/** What every cluster has from its first minute (CTRL-05). */
public final class ClusterObjects {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-node-lease", "kube-public", "kube-system");

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
        .concatMap(name -> ensure("namespaces", "", name, namespace(name)))
        .then();
  }

  /** The same for the Service by which programs inside find the API. */
  public Mono<Void> makeService() {
    return Mono.defer(() -> ensure("services", "default", "kubernetes", service()));
  }

  /** Looks first: after the first start of a cluster nothing is written. */
  private Mono<Void> ensure(String resource, String namespace, String name, String json) {
    ResourceType type = registry.catalogue().find(new GroupVersionResource("", "v1", resource));
    if (type == null) {
      return Mono.error(new IllegalStateException("no such type: " + resource));
    }
    ObjectKey key = new ObjectKey(namespace, name);
    return registry
        .get(type, key, new Freshness.Linearizable())
        .then()
        .onErrorResume(
            failure -> hasReason(failure, StatusReason.NOT_FOUND),
            _ -> create(type, namespace, json));
  }

  /** Another replica may be faster: then the object is there all the same. */
  private Mono<Void> create(ResourceType type, String namespace, String json) {
    return registry
        .create(type, namespace, parse(json), WriteOptions.PLAIN)
        .then()
        .onErrorResume(
            failure -> hasReason(failure, StatusReason.ALREADY_EXISTS), _ -> Mono.empty());
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

  private static Manifest parse(String json) {
    try {
      return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
    } catch (MalformedManifestException e) {
      throw new IllegalStateException("a text of our own is malformed: " + json, e);
    }
  }
}
