package io.binnacle.apiserver.registry.builtin;

import io.binnacle.apiserver.registry.service.AddressRange;
import io.binnacle.apiserver.registry.service.ServiceStrategy;
import io.binnacle.apiserver.registry.strategy.Strategies;
import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.apiserver.registry.validation.EndpointRules;
import io.binnacle.apiserver.registry.validation.PolicyRules;
import io.binnacle.apiserver.registry.validation.VolumeRules;
import io.binnacle.apiserver.registry.workload.CronJobStrategy;
import io.binnacle.apiserver.registry.workload.JobStrategy;
import io.binnacle.apiserver.registry.workload.PodStrategy;
import io.binnacle.apiserver.registry.workload.WorkloadStrategy;
import io.binnacle.apiserver.storage.ObjectStorage;
import io.binnacle.manifests.status.GroupResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The strategies of all built-in types that need one. */
public final class BuiltinStrategies {
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String ADMISSION = "admissionregistration.k8s.io";
  private static final String NETWORKING = "networking.k8s.io";
  private static final String FLOW_CONTROL = "flowcontrol.apiserver.k8s.io";
  private static final String STORAGE = "storage.k8s.io";

  private BuiltinStrategies() {}

  /**
   * @param addresses the range of cluster IPs
   */
  public static Strategies of(
      ObjectStorage storage,
      AddressRange addresses,
      ServiceStrategy.PortRange nodePorts,
      RandomGenerator random) {
    Map<GroupResource, Strategy> all = new LinkedHashMap<>();
    core(all);
    all.put(
        new GroupResource("", "services"),
        new ServiceStrategy(storage, addresses, nodePorts, random));
    workloads(all);
    for (String resource : List.of("rolebindings", "clusterrolebindings")) {
      all.put(new GroupResource(RBAC, resource), SimpleStrategy.PATH_NAMED);
    }
    checked(all);
    observed(all);
    for (String resource : List.of("storageclasses", "csidrivers", "csinodes")) {
      all.put(new GroupResource(STORAGE, resource), SimpleStrategy.SHOWN_ON_DELETE);
    }
    all.put(new GroupResource(NETWORKING, "ipaddresses"), SimpleStrategy.PATH_NAMED);
    all.put(
        new GroupResource("certificates.k8s.io", "certificatesigningrequests"),
        new CertificateRequestStrategy());
    notEnforced(all);
    return new Strategies(all);
  }

  private static void checked(Map<GroupResource, Strategy> all) {
    for (String resource : List.of("roles", "clusterroles")) {
      all.put(new GroupResource(RBAC, resource), SimpleStrategy.PATH_NAMED);
    }
    all.put(
        new GroupResource("", "persistentvolumes"),
        new Checked(SimpleStrategy.SHOWN_ON_DELETE, VolumeRules.VOLUME));
    all.put(
        new GroupResource("", "persistentvolumeclaims"),
        new Checked(SimpleStrategy.SHOWN_ON_DELETE, VolumeRules.CLAIM));
    all.put(
        new GroupResource("scheduling.k8s.io", "priorityclasses"),
        Checked.with(PolicyRules.PRIORITY_CLASS));
  }

  private static void observed(Map<GroupResource, Strategy> all) {
    all.put(new GroupResource("", "endpoints"), Checked.with(EndpointRules.ENDPOINTS));
    all.put(
        new GroupResource("discovery.k8s.io", "endpointslices"),
        Checked.with(EndpointRules.ENDPOINT_SLICE));
  }

  /** Nobody should believe to be protected by what this server keeps and does not act on. */
  private static void notEnforced(Map<GroupResource, Strategy> all) {
    Strategy webhooks = new NotEnforced("this server keeps webhooks but does not call them");
    Strategy policies = new NotEnforced("this server keeps policies but does not enforce them");
    for (String kind : List.of("mutating", "validating")) {
      all.put(new GroupResource(ADMISSION, kind + "webhookconfigurations"), webhooks);
      all.put(new GroupResource(ADMISSION, kind + "admissionpolicies"), policies);
      all.put(new GroupResource(ADMISSION, kind + "admissionpolicybindings"), policies);
    }
    Strategy flows = new NotEnforced("this server keeps flow control but does not act on it");
    all.put(new GroupResource(FLOW_CONTROL, "flowschemas"), flows);
    all.put(new GroupResource(FLOW_CONTROL, "prioritylevelconfigurations"), flows);
  }

  private static void core(Map<GroupResource, Strategy> all) {
    all.put(new GroupResource("", "namespaces"), new NamespaceStrategy());
    all.put(new GroupResource("", "secrets"), new SecretStrategy());
    all.put(new GroupResource("", "configmaps"), new ConfigMapStrategy());
    all.put(new GroupResource("", "pods"), new PodStrategy());
    all.put(new GroupResource("", "nodes"), SimpleStrategy.NODE);
    all.put(new GroupResource("", "limitranges"), new LimitRangeStrategy());
    for (String resource : List.of("serviceaccounts", "podtemplates", "resourcequotas")) {
      all.put(new GroupResource("", resource), SimpleStrategy.SHOWN_ON_DELETE);
    }
  }

  private static void workloads(Map<GroupResource, Strategy> all) {
    all.put(
        new GroupResource("", "replicationcontrollers"),
        new WorkloadStrategy(WorkloadStrategy.Kind.REPLICATION_CONTROLLER));
    all.put(
        new GroupResource("apps", "deployments"),
        new WorkloadStrategy(WorkloadStrategy.Kind.DEPLOYMENT));
    all.put(
        new GroupResource("apps", "replicasets"),
        new WorkloadStrategy(WorkloadStrategy.Kind.REPLICA_SET));
    all.put(
        new GroupResource("apps", "statefulsets"),
        new WorkloadStrategy(WorkloadStrategy.Kind.STATEFUL_SET));
    all.put(
        new GroupResource("apps", "daemonsets"),
        new WorkloadStrategy(WorkloadStrategy.Kind.DAEMON_SET));
    all.put(new GroupResource("batch", "jobs"), new JobStrategy());
    all.put(new GroupResource("batch", "cronjobs"), new CronJobStrategy());
  }
}
