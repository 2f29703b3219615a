package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold between fields, in the words that kubectl prints (checklist, area 9). */
class ValidationTest {
  private static final String DEFAULT = "/namespaces/default/";
  private static final String PODS = "/api/v1" + DEFAULT + "pods";
  private static final String DEPLOYMENTS = "/apis/apps/v1" + DEFAULT + "deployments";
  private static final String DAEMON_SETS = "/apis/apps/v1" + DEFAULT + "daemonsets";
  private static final String BUDGETS = "/apis/policy/v1" + DEFAULT + "poddisruptionbudgets";
  private static final String AUTOSCALERS =
      "/apis/autoscaling/v2" + DEFAULT + "horizontalpodautoscalers";
  private static final String OLD_AUTOSCALERS =
      "/apis/autoscaling/v1" + DEFAULT + "horizontalpodautoscalers";
  private static final String INGRESSES = "/apis/networking.k8s.io/v1" + DEFAULT + "ingresses";
  private static final String NETWORK_POLICIES =
      "/apis/networking.k8s.io/v1" + DEFAULT + "networkpolicies";
  private static final String CLAIMS = "/api/v1" + DEFAULT + "persistentvolumeclaims";
  private static final String VOLUMES = "/api/v1/persistentvolumes";
  private static final String LEASES = "/apis/coordination.k8s.io/v1" + DEFAULT + "leases";
  private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1" + DEFAULT + "roles";
  private static final String PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses";

  @AutoClose private static final ApiFixture api = new ApiFixture();

  private static Arguments row(String item, String url, String spec, String message) {
    return Arguments.of(item, url, "'metadata':{'name':'x'}," + spec, message);
  }

  private static Arguments container(String item, String container, String message) {
    return row(item, PODS, "'spec':{'containers':[{" + container + "}]}", message);
  }

  private static Arguments deployment(String item, String spec, String message) {
    return row(item, DEPLOYMENTS, "'spec':{" + spec + template() + "}", message);
  }

  private static String template() {
    return "'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
        + "'spec':{'containers':[{'name':'c','image':'i:1'}]}}";
  }

  static Stream<Arguments> refusals() {
    return Stream.of(containers(), workloads(), policies(), others(), networks(), volumes())
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> containers() {
    return Stream.of(
        container("VAL-10", "'image':'i'", "spec.containers[0].name: Required value"),
        container("VAL-10", "'name':'a'", "spec.containers[0].image: Required value"),
        container(
            "VAL-10",
            "'name':'A_b','image':'i'",
            "spec.containers[0].name: Invalid value: \"A_b\": a lowercase RFC 1123 label must"),
        container(
            "VAL-10",
            "'name':'a','image':'i'},{'name':'a','image':'i'",
            "spec.containers[1].name: Duplicate value: \"a\""),
        container(
            "VAL-13",
            "'name':'a','image':'i','resources':{'requests':{'cpu':'2'},'limits':{'cpu':'1'}}",
            "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or"
                + " equal to cpu limit of 1"),
        container(
            "VAL-13",
            "'name':'a','image':'i','resources':{'requests':{'example.com/gpu':'1'},"
                + "'limits':{'example.com/gpu':'2'}}",
            "must be equal to example.com/gpu limit of 2"),
        container(
            "VAL-11",
            "'name':'a','image':'i','env':[{'name':'E','value':'v','valueFrom':{'fieldRef':"
                + "{'fieldPath':'metadata.name'}}}]",
            "spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when"
                + " `value` is not empty"),
        container(
            "VAL-14",
            "'name':'a','image':'i','livenessProbe':{'periodSeconds':5}",
            "spec.containers[0].livenessProbe: Required value: must specify a handler type"),
        container(
            "VAL-14",
            "'name':'a','image':'i','readinessProbe':{'exec':{'command':['x']},"
                + "'tcpSocket':{'port':1}}",
            "may not specify more than 1 handler type"),
        container(
            "VAL-14",
            "'name':'a','image':'i','livenessProbe':{'exec':{'command':['x']},"
                + "'successThreshold':2}",
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"),
        container(
            "VAL-15",
            "'name':'a','image':'i','ports':[{'name':'p','containerPort':1},"
                + "{'name':'p','containerPort':2}]",
            "spec.containers[0].ports[1].name: Duplicate value: \"p\""));
  }

  private static Stream<Arguments> workloads() {
    return Stream.of(
        deployment(
            "VAL-32",
            "'strategy':{'type':'Recreate','rollingUpdate':{'maxSurge':1}},",
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is"
                + " 'Recreate'"),
        deployment(
            "VAL-32",
            "'strategy':{'rollingUpdate':{'maxSurge':0,'maxUnavailable':'0%'}},",
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when"
                + " `maxSurge` is 0"),
        deployment(
            "VAL-32",
            "'minReadySeconds':10,'progressDeadlineSeconds':10,",
            "spec.progressDeadlineSeconds: Invalid value: 10: must be greater than"
                + " minReadySeconds"),
        row(
            "VAL-34",
            DAEMON_SETS,
            "'spec':{'updateStrategy':{'rollingUpdate':{'maxUnavailable':0}}," + template() + "}",
            "cannot be 0 when maxSurge is 0"));
  }

  private static Stream<Arguments> policies() {
    String target = "'scaleTargetRef':{'kind':'Deployment','name':'d'},";
    return Stream.of(
        row(
            "DEF-65",
            AUTOSCALERS,
            "'spec':{" + target + "'minReplicas':5,'maxReplicas':3}",
            "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`"),
        row(
            "DEF-65",
            OLD_AUTOSCALERS,
            "'spec':{" + target + "'maxReplicas':0}",
            "spec.maxReplicas: Invalid value: 0: must be greater than 0"),
        row(
            "DEF-66",
            BUDGETS,
            "'spec':{'minAvailable':1,'maxUnavailable':1}",
            "minAvailable and maxUnavailable cannot be both set"),
        row(
            "DEF-66",
            BUDGETS,
            "'spec':{'minAvailable':'150%'}",
            "spec.minAvailable: Invalid value: \"150%\": must not be greater than 100%"),
        row(
            "DEF-66",
            BUDGETS,
            "'spec':{'maxUnavailable':'many'}",
            "spec.maxUnavailable: Invalid value: \"many\": a valid percent string must be"),
        row(
            "DEF-66",
            BUDGETS,
            "'spec':{'maxUnavailable':-1}",
            "spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0"));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        row(
            "VAL-55",
            LEASES,
            "'spec':{'leaseDurationSeconds':0}",
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"),
        row(
            "VAL-55",
            LEASES,
            "'spec':{'leaseTransitions':-1}",
            "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0"),
        row(
            "VAL-53",
            ROLES,
            "'rules':[{'apiGroups':[''],'resources':['pods']}]",
            "rules[0].verbs: Required value: verbs must contain at least one value"),
        row(
            "VAL-53",
            ROLES,
            "'rules':[{'verbs':['get'],'resources':['pods']}]",
            "rules[0].apiGroups: Required value: resource rules must supply at least one api"),
        row(
            "VAL-53",
            ROLES,
            "'rules':[{'verbs':['get'],'nonResourceURLs':['/x']}]",
            "namespaced rules cannot apply to non-resource URLs"),
        row(
            "DEF-67",
            PRIORITIES,
            "'value':1000000001",
            "value: Forbidden: maximum allowed value of a user defined priority is 1000000000"));
  }

  private static Stream<Arguments> networks() {
    String path = "'spec':{'rules':[{'http':{'paths':[{'pathType':'Prefix',%s}]}}]}";
    String backend = "'backend':{'service':{'name':'s','port':{'number':80}}}";
    return Stream.of(
        row(
            "VAL-45",
            INGRESSES,
            "'spec':{}",
            "either `defaultBackend` or `rules` must be specified"),
        row(
            "VAL-45",
            INGRESSES,
            path.formatted("'path':'here'," + backend),
            "spec.rules[0].http.paths[0].path: Invalid value: \"here\": must be an absolute path"),
        row(
            "VAL-45",
            INGRESSES,
            path.formatted("'path':'/a//b'," + backend),
            "must not contain '//'"),
        row(
            "VAL-45",
            INGRESSES,
            path.formatted("'path':'/','backend':{'service':{'name':'s'}}"),
            "spec.rules[0].http.paths[0].backend: Required value: port name or number"
                + " is required"),
        row(
            "VAL-46",
            NETWORK_POLICIES,
            "'spec':{'policyTypes':['Sideways']}",
            "spec.policyTypes[0]: Unsupported value: \"Sideways\": supported values: \"Egress\","
                + " \"Ingress\""),
        row(
            "VAL-46",
            NETWORK_POLICIES,
            "'spec':{'policyTypes':['Ingress','Egress','Ingress']}",
            "may not specify more than two policyTypes"),
        row(
            "VAL-46",
            NETWORK_POLICIES,
            "'spec':{'ingress':[{'from':[{}]}]}",
            "spec.ingress[0].from[0]: Required value: must specify a peer"),
        row(
            "VAL-46",
            NETWORK_POLICIES,
            "'spec':{'egress':[{'to':[{'ipBlock':{'cidr':'10.0.0.0/8'},'podSelector':{}}]}]}",
            "spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer"),
        row(
            "VAL-46",
            NETWORK_POLICIES,
            "'spec':{'ingress':[{'ports':[{'port':80,'endPort':79}]}]}",
            "spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal"));
  }

  private static Stream<Arguments> volumes() {
    return Stream.of(
        row(
            "DEF-63",
            CLAIMS,
            "'spec':{'resources':{'requests':{'storage':'1Gi'}}}",
            "spec.accessModes: Required value: at least 1 access mode is required"),
        row(
            "DEF-63",
            CLAIMS,
            "'spec':{'accessModes':['ReadWriteOnce']}",
            "spec.resources[storage]: Required value"),
        row(
            "DEF-62",
            VOLUMES,
            "'spec':{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'}}",
            "spec: Required value: must specify a volume type"),
        row(
            "DEF-62",
            VOLUMES,
            "'spec':{'hostPath':{'path':'/x'},'nfs':{'server':'s','path':'/'},"
                + "'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'}}",
            "may not specify more than 1 volume type"));
  }

  @ParameterizedTest(name = "{0} {3}")
  @MethodSource("refusals")
  void anObjectWhoseFieldsContradictEachOtherIsRefused(
      String item, String url, String body, String message) {
    Answer answer = api.post(url + "?dryRun=All", ("{" + body + "}").replace('\'', '"'));
    assertThat(answer.code()).as(answer.body()).isEqualTo(422);
    // Texts of errors hold quotes of the kind that the rows are written with.
    assertThat(answer.message().replace('\'', '"')).contains(message.replace('\'', '"'));
    assertThat(answer.json().items("details", "causes")).isNotEmpty();
  }

  /** DEF-63: a claim that has its volume changes its size, and only upwards. */
  @Test
  void aClaimGrowsAndIsOtherwiseAsItWas() {
    String claim =
        "{\"metadata\":{\"name\":\"grows\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],"
            + "\"resources\":{\"requests\":{\"storage\":\"%s\"}}}}";
    assertThat(api.post(CLAIMS, claim.formatted("2Gi")).code()).isEqualTo(201);
    String bound = "{\"status\":{\"phase\":\"Bound\"}}";
    assertThat(api.mergePatch(CLAIMS + "/grows/status", bound).code()).isEqualTo(200);
    assertThat(api.put(CLAIMS + "/grows", claim.formatted("3Gi")).code()).isEqualTo(200);
    Answer smaller = api.put(CLAIMS + "/grows", claim.formatted("1Gi"));
    assertThat(smaller.message())
        .contains("spec.resources.requests.storage: Forbidden: field can not be less than");
    Answer other = api.mergePatch(CLAIMS + "/grows", "{\"spec\":{\"volumeMode\":\"Block\"}}");
    assertThat(other.code()).isEqualTo(422);
    assertThat(other.message()).contains("spec: Forbidden: spec is immutable after creation");
    String volume = "{\"spec\":{\"volumeName\":\"v\",\"storageClassName\":\"fast\"}}";
    assertThat(api.mergePatch(CLAIMS + "/grows", volume).code()).isEqualTo(200);
    Answer moved = api.mergePatch(CLAIMS + "/grows", "{\"spec\":{\"volumeName\":\"w\"}}");
    assertThat(moved.code()).isEqualTo(422);
  }

  /** VAL-50, VAL-51: what counts is the data, not the base64 that it is written in. */
  @Test
  void aMebibyteOfDataFitsAndNotAByteMore() {
    String secrets = "/api/v1" + DEFAULT + "secrets";
    String maps = "/api/v1" + DEFAULT + "configmaps";
    int most = 1_048_576;
    String whole = Base64.getEncoder().encodeToString(new byte[most]);
    String more = Base64.getEncoder().encodeToString(new byte[most + 1]);
    String secret = "{'metadata':{'name':'big'},'data':{'k':'%s'}}".replace('\'', '"');
    String map = secret.replace("data\":", "binaryData\":").replace("metabinaryData", "metadata");
    assertThat(api.post(secrets, secret.formatted(whole)).code()).isEqualTo(201);
    assertThat(api.post(secrets, secret.formatted(more)).body())
        .contains("is invalid: data: Too long: may not be more than 1048576 bytes");
    assertThat(api.post(maps, map.formatted(whole)).code()).isEqualTo(201);
    assertThat(api.post(maps, map.formatted(more)).body())
        .contains("is invalid: []: Too long: may not be more than 1048576 bytes");
    assertThat(api.post(maps, secret.formatted("x".repeat(most))).code()).isEqualTo(409);
    assertThat(api.post(maps, secret.formatted("x".repeat(most + 1))).body()).contains("Too long");
  }
}
