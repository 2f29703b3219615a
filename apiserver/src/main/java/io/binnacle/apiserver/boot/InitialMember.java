package io.binnacle.apiserver.boot;

import java.util.ArrayList;
import java.util.List;

/**
 * One member of {@code --initial-cluster}.
 *
 * @param port where it listens for other members; 0 lets the system choose, which only a member
 *     alone can do
 */
public record InitialMember(String name, String host, int port) {
  public InitialMember {
    if (!name.matches("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?")) {
      throw new InvalidOptionsException(
          "member name \"" + name + "\" must be 1 to 63 lower-case letters, digits, '-' or '.'");
    }
    if (host.isBlank()) {
      throw new InvalidOptionsException("member " + name + " has no host in --initial-cluster");
    }
    if (port < 0 || port > 65_535) {
      throw new InvalidOptionsException("member " + name + " has port " + port);
    }
  }

  /** Reads {@code a=host:port,b=host:port}; an IPv6 host stands in brackets. */
  public static List<InitialMember> parseList(String text) {
    List<InitialMember> members = new ArrayList<>();
    for (String part : text.split(",")) {
      String entry = part.strip();
      if (!entry.isEmpty()) {
        members.add(parse(entry));
      }
    }
    return List.copyOf(members);
  }

  private static InitialMember parse(String entry) {
    int equals = entry.indexOf('=');
    int colon = entry.lastIndexOf(':');
    if (equals <= 0 || colon < equals) {
      throw new InvalidOptionsException(
          "--initial-cluster: \"" + entry + "\" is not of the form name=host:port");
    }
    String host = entry.substring(equals + 1, colon).replaceFirst("^https?://", "");
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new InitialMember(
          entry.substring(0, equals), host, Integer.parseInt(entry.substring(colon + 1)));
    } catch (NumberFormatException _) {
      throw new InvalidOptionsException("--initial-cluster: \"" + entry + "\" has no port number");
    }
  }

  @Override
  public String toString() {
    String shownHost = host.contains(":") ? "[" + host + "]" : host;
    return name + "=" + shownHost + ":" + port;
  }
}
