package io.binnacle.apiserver.authentication;

import io.binnacle.apiserver.request.ApiRequest;
import io.binnacle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bearer tokens from a file of lines {@code token,user,uid,"group,group"} (AUTHN-03, AUTHN-04).
 * Tokens are kept and looked up by their digest, so the time of a look-up says nothing about them.
 */
public final class TokenFile implements Authenticator {
  private final Map<String, UserInfo> usersByDigest;

  private TokenFile(Map<String, UserInfo> usersByDigest) {
    this.usersByDigest = usersByDigest;
  }

  /** Knows no token: whoever presents one is refused. */
  public static TokenFile empty() {
    return new TokenFile(Collections.emptyMap());
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read, or a line cannot be understood
   */
  public static TokenFile load(Path file) throws IOException {
    Map<String, UserInfo> users = new LinkedHashMap<>();
    int lineNumber = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      lineNumber++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> fields = fields(line);
      if (fields.size() < 3 || fields.get(0).isEmpty() || fields.get(1).isEmpty()) {
        throw new IOException(
            "line " + lineNumber + " is not token,user,uid[,\"group,group\"]: " + file);
      }
      users.put(digest(fields.get(0)), user(fields));
    }
    return new TokenFile(users);
  }

  @Override
  public AuthenticationOutcome authenticate(ApiRequest request) {
    String token = BearerToken.of(request);
    if (token.isEmpty()) {
      return new AuthenticationOutcome.NotTried();
    }
    UserInfo user = usersByDigest.get(digest(token));
    return user == null
        ? new AuthenticationOutcome.Rejected("bearer token: unknown")
        : new AuthenticationOutcome.Authenticated(user);
  }

  private static UserInfo user(List<String> fields) {
    List<String> groups = new ArrayList<>();
    if (fields.size() > 3) {
      for (String group : fields.get(3).split(",")) {
        if (!group.isBlank()) {
          groups.add(group.strip());
        }
      }
    }
    return new UserInfo(fields.get(1), fields.get(2), groups, Collections.emptyMap());
  }

  /** Fields between commas; quotes hold commas together. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (each == '"') {
        quoted = !quoted;
      } else if (each == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(each);
      }
    }
    fields.add(field.toString().strip());
    return fields;
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
