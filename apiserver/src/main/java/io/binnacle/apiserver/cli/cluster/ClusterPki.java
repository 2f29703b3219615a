package io.binnacle.apiserver.cli.cluster;

import io.binnacle.apiserver.certificates.ClientTls;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The certificates of a local cluster: one authority, one per replica, the administrator's. */
public final class ClusterPki {
  private static final List<String> LOCAL_HOSTS = List.of("127.0.0.1", "::1", "localhost");

  private final ClusterFolder folder;

  public ClusterPki(ClusterFolder folder) {
    this.folder = folder;
  }

  /** Makes what the replicas need and is missing or about to end. */
  public void prepareReplicas(ClusterFile cluster, Clock clock) throws IOException {
    CertificateFolder certificates = open(clock);
    for (ReplicaSpec each : cluster.replicas()) {
      certificates.ensureMember(each.name(), LOCAL_HOSTS);
    }
  }

  /**
   * Makes the administrator's certificate where it is missing or about to end; writes the
   * kubeconfig. Its key takes most of a second to find.
   */
  public void prepareAdministrator(ClusterFile cluster, Clock clock) throws IOException {
    open(clock).ensureAdmin(folder.kubeconfig(), "https://127.0.0.1:" + cluster.port());
  }

  private CertificateFolder open(Clock clock) throws IOException {
    return CertificateFolder.open(folder.pki(), "binnacle-local", clock);
  }

  /** Trusts the replicas, and shows nothing: enough to ask for their health. */
  public SSLContext stranger() {
    return ClientTls.trusting(folder.authorityCertificate());
  }

  /** The administrator's TLS identity. */
  public SSLContext adminIdentity() {
    return ClientTls.context(
        folder.authorityCertificate(),
        folder.certificate(CertificateFolder.ADMIN),
        folder.key(CertificateFolder.ADMIN));
  }
}
