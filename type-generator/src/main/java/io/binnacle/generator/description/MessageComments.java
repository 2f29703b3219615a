package io.binnacle.generator.description;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The comments of Kubernetes' protobuf messages, which the generator of their Java classes copied
 * into those. The files have hundreds of thousands of lines of code and are therefore read line by
 * line: a comment holds the text between {@code <pre>} and {@code </pre>}, then the line of the
 * field or the name of the message.
 */
final class MessageComments {
  private static final String FOLDER = "io/kubernetes/client/proto/";
  private static final Pattern FIELDS_OF =
      Pattern.compile("// @@protoc_insertion_point\\(interface_extends:([\\w.]+)\\)");
  private static final Pattern FIELD =
      Pattern.compile("\\* <code>(?:(optional|repeated) )?(.+) (\\w+) = \\d+.*;</code>");
  private static final Pattern MESSAGE = Pattern.compile("\\* Protobuf type \\{@code ([\\w.]+)\\}");

  /** Messages may be embedded in embedded ones, but not deeper. */
  private static final int EMBEDDED_DEPTH_MAX = 3;

  private final Map<String, String> messages = new TreeMap<>();

  /** By message, then by the name in lower case: JSON writes a few names in another case. */
  private final Map<String, Map<String, Field>> fields = new TreeMap<>();

  /**
   * @param message the single message that the field holds, else null
   */
  private record Field(String name, String text, @Nullable String message) {}

  private MessageComments() {}

  static MessageComments read(List<Path> sourceJars) throws IOException {
    MessageComments comments = new MessageComments();
    for (Path jar : sourceJars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        comments.readAll(file);
      }
    }
    return comments;
  }

  private void readAll(JarFile jar) throws IOException {
    for (JarEntry entry : jar.stream().toList()) {
      if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".java")) {
        try (InputStream bytes = jar.getInputStream(entry)) {
          new FileReader()
              .read(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)));
        }
      }
    }
  }

  int size() {
    return messages.size() + fields.values().stream().mapToInt(Map::size).sum();
  }

  Optional<String> ofMessage(String kind) {
    return said(messages.get(messageName(kind)));
  }

  /**
   * @param jsonFields the fields of the kind in JSON: what else the message has is embedded in it,
   *     so that the fields inside are the kind's
   */
  Optional<String> ofField(String kind, String field, Set<String> jsonFields) {
    Set<String> known =
        jsonFields.stream().map(MessageComments::lowerCase).collect(Collectors.toSet());
    return find(messageName(kind), lowerCase(field), known, EMBEDDED_DEPTH_MAX);
  }

  private Optional<String> find(String message, String field, Set<String> known, int depth) {
    Map<String, Field> own = fields.getOrDefault(message, Map.of());
    Field found = own.get(field);
    if (found != null) {
      return said(found.text());
    }
    return own.values().stream()
        .filter(each -> each.message() != null && !known.contains(lowerCase(each.name())))
        .filter(_ -> depth > 0)
        .flatMap(each -> find(String.valueOf(each.message()), field, known, depth - 1).stream())
        .findFirst();
  }

  private static Optional<String> said(@Nullable String text) {
    return Optional.ofNullable(text).filter(each -> !each.isEmpty());
  }

  private static String messageName(String kind) {
    return kind.startsWith("io.k8s.") ? "k8s.io." + kind.substring("io.k8s.".length()) : kind;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Reads one file; the same comment stands at each of a field's methods. */
  private final class FileReader {
    private @Nullable String message;
    private final StringBuilder text = new StringBuilder();
    private boolean inText;

    void read(BufferedReader lines) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String content = line.strip();
        if (content.startsWith("*")) {
          comment(content);
        } else if (content.startsWith("/**")) {
          text.setLength(0);
        } else if (content.startsWith("public ") && content.contains("class ")) {
          message = null;
        } else {
          Matcher fieldsOf = FIELDS_OF.matcher(content);
          if (fieldsOf.matches()) {
            message = fieldsOf.group(1);
          }
        }
      }
    }

    private void comment(String line) {
      if (line.equals("* <pre>") || line.equals("* </pre>")) {
        inText = line.equals("* <pre>");
      } else if (inText) {
        text.append(line.substring(1)).append('\n');
      } else if (line.startsWith("* Protobuf type")) {
        Matcher named = MESSAGE.matcher(line);
        if (named.matches()) {
          messages.putIfAbsent(named.group(1), CommentText.of(text.toString()));
        }
      } else if (message != null) {
        Matcher field = FIELD.matcher(line);
        if (field.matches()) {
          remember(message, field);
        }
      }
    }

    private void remember(String owner, Matcher field) {
      String name = field.group(3);
      String type = field.group(2);
      boolean single = "optional".equals(field.group(1)) && type.startsWith(".");
      fields
          .computeIfAbsent(owner, _ -> new TreeMap<>())
          .putIfAbsent(
              lowerCase(name),
              new Field(name, CommentText.of(text.toString()), single ? type.substring(1) : null));
    }
  }
}
