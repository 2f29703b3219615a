package io.binnacle.apiserver.acceptance;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** The client libraries that Java programs use, as administrators of a cluster. */
final class Clients {
  private Clients() {}

  static KubernetesClient fabric8(AcceptanceCluster cluster, String url) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(cluster.kubeconfig()));
    config.setMasterUrl(url);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** It waits for answers without end, as watches need it. */
  static ApiClient official(AcceptanceCluster cluster, String url) throws IOException {
    KubeConfig config;
    try (var reader = Files.newBufferedReader(cluster.kubeconfig())) {
      config = KubeConfig.loadKubeConfig(reader);
    }
    ApiClient client = ClientBuilder.kubeconfig(config).setBasePath(url).build();
    client.setReadTimeout(0);
    client.setHttpClient(
        client.getHttpClient().newBuilder().connectTimeout(Duration.ofSeconds(2)).build());
    return client;
  }
}
