package io.binnacle.apiserver.group;

import io.binnacle.consensus.ConsensusConfig;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.security.SecureRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads who shall be added: {@code {"memberId":"1f","name":"d","host":"10.0.0.4","port":2380}}.
 * Without a member id it gets one.
 *
 * <p>Errors are a Status of 400.
 */
final class NewMember {
  private static final int PORT_MAX = 65_535;
  private static final int TEXT_CHARS_MAX = 253;

  private static final SecureRandom RANDOM = new SecureRandom();

  private NewMember() {}

  static ConsensusConfig.Member read(byte[] body) {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw bad("the body is not JSON: " + e.getOriginalMessage());
    }
    if (root == null || !root.isObject()) {
      throw bad("the body must be a JSON object");
    }
    int port = root.path("port").asInt(0);
    if (port < 1 || port > PORT_MAX) {
      throw bad("port must be 1 to " + PORT_MAX);
    }
    return new ConsensusConfig.Member(
        root.has("memberId")
            ? memberId(text(root, "memberId"))
            : ConsensusConfig.Group.newMemberId(RANDOM.nextLong()),
        text(root, "name"),
        text(root, "host"),
        port);
  }

  /** An id as people see it: up to 16 hexadecimal digits, positive. */
  static long memberId(String text) {
    try {
      long id = Long.parseLong(text, 16);
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException _) {
      // The complaint below says it all.
    }
    throw bad("\"" + text + "\" is no member id: a positive number of hexadecimal digits");
  }

  private static String text(JsonNode root, String field) {
    String value = root.path(field).asString("");
    if (value.isBlank() || value.length() > TEXT_CHARS_MAX) {
      throw bad(field + " must be a text of 1 to " + TEXT_CHARS_MAX + " characters");
    }
    return value;
  }

  private static StatusException bad(String message) {
    return new StatusException(Status.badRequest(message));
  }
}
