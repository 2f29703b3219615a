package io.binnacle.apiserver.groupclient;

import io.binnacle.apiserver.groupclient.RemoteGroup.Reads;
import io.binnacle.apiserver.groupclient.RemoteGroup.RemoteMember;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a server about its group, and for changes of it.
 *
 * <p>All methods throw {@link GroupClientException} where the server refuses or does not answer.
 */
public final class GroupClient implements AutoCloseable {
  private static final String PATH = "/binnacle/v1/members";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than a server takes to give up on a change. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final int SUCCESS = 200;
  private static final int SERVER_ERRORS = 500;
  private static final int TOO_MANY_REQUESTS = 429;

  /** For a question that may well stay without an answer. */
  private static final Duration IMPATIENT_TIMEOUT = Duration.ofSeconds(3);

  private final URI server;
  private final @Nullable String token;
  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param server instead of the one that the kubeconfig names, where it is given
   */
  public GroupClient(KubeconfigFile kubeconfig, @Nullable URI server) {
    this(kubeconfig, server, TIMEOUT);
  }

  /** One that waits a few seconds for an answer, and no longer. */
  public static GroupClient impatient(KubeconfigFile kubeconfig, @Nullable URI server) {
    return new GroupClient(kubeconfig, server, IMPATIENT_TIMEOUT);
  }

  private GroupClient(KubeconfigFile kubeconfig, @Nullable URI server, Duration timeout) {
    this.timeout = timeout;
    this.server = server == null ? kubeconfig.server() : server;
    this.token = kubeconfig.token();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(kubeconfig.identity())
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  public RemoteGroup list() {
    return ask("GET", PATH, HttpRequest.BodyPublishers.noBody());
  }

  /**
   * Adds a learner.
   *
   * @param memberId null lets the group choose one
   */
  public RemoteGroup add(@Nullable String memberId, String name, String host, int port) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("name", name).put("host", host).put("port", port);
    if (memberId != null) {
      body.put("memberId", memberId);
    }
    return ask("POST", PATH, HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  public RemoteGroup promote(String memberId) {
    return post(memberId, "promote");
  }

  public RemoteGroup demote(String memberId) {
    return post(memberId, "demote");
  }

  /** Whichever replica is asked, it asks the leader. */
  public RemoteGroup transferLeadership(String memberId) {
    return post(memberId, "transfer-leadership");
  }

  public RemoteGroup remove(String memberId) {
    return ask("DELETE", PATH + "/" + memberId, HttpRequest.BodyPublishers.noBody());
  }

  private RemoteGroup post(String memberId, String verb) {
    return ask("POST", PATH + "/" + memberId + "/" + verb, HttpRequest.BodyPublishers.noBody());
  }

  private RemoteGroup ask(String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> answer =
          client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
      JsonNode said = JsonMapper.shared().readTree(answer.body());
      if (answer.statusCode() != SUCCESS) {
        throw refused(answer.statusCode(), said);
      }
      return group(said);
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new GroupClientException(server + " does not answer: " + inWords(cause), true, e);
    } catch (JacksonException e) {
      throw new GroupClientException(server + " does not speak as Binnacle does", false, e);
    }
  }

  /** The JDK's own messages are names of classes, or nothing. */
  private static String inWords(Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "no connection";
      case HttpTimeoutException _ -> "nothing came in time";
      case SSLException tls -> TlsFailure.inWords(tls);
      default -> "the connection broke before an answer came";
    };
  }

  private static GroupClientException refused(int status, JsonNode said) {
    String message = said.path("message").asString("status " + status);
    boolean again = status >= SERVER_ERRORS || status == TOO_MANY_REQUESTS;
    return new GroupClientException(message, again, null);
  }

  private static RemoteGroup group(JsonNode said) {
    List<RemoteMember> members = new ArrayList<>();
    for (JsonNode each : said.path("members")) {
      members.add(
          new RemoteMember(
              each.path("memberId").asString(""),
              each.path("name").asString(""),
              each.path("host").asString(""),
              each.path("port").asInt(0),
              each.path("standing").asString(""),
              each.path("connected").asBoolean(false),
              each.has("lagEntries") ? each.path("lagEntries").asLong(0) : null,
              readsOf(each)));
    }
    JsonNode leader = said.path("leaderId");
    return new RemoteGroup(
        said.path("clusterId").asString(""),
        leader.isString() ? leader.asString() : null,
        said.path("joint").asBoolean(false),
        members,
        readsOf(said));
  }

  private static Reads readsOf(JsonNode said) {
    return new Reads(said.path("entriesVersion").asInt(0), said.path("commandsVersion").asInt(0));
  }

  @Override
  public void close() {
    client.close();
  }
}
