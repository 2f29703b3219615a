package io.binnacle.generator;

import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Definitions;
import io.binnacle.generator.description.Descriptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The program that the build runs: definition files and model classes in, resources out. Does
 * nothing when neither the definition files, nor the sources of the model, nor this program have
 * changed since the last time.
 */
public final class GenerateTypes {
  private static final JsonMapper JSON = new JsonMapper();

  private GenerateTypes() {}

  /**
   * @param arguments the folder of the definition files, the folder of the model's source jars, the
   *     folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("wanted: DEFINITIONS SOURCE-JARS OUTPUT");
    }
    Path definitionsFolder = Path.of(arguments[0]);
    Path sourcesFolder = Path.of(arguments[1]);
    Path output = Path.of(arguments[2]);
    Stamp stamp = Stamp.of(definitionsFolder, sourcesFolder, output);
    if (stamp.upToDate()) {
      return;
    }
    Files.createDirectories(output);
    Definitions definitions = Definitions.read(definitionsFolder);
    Model model = ModelReader.read(definitions);
    Descriptions descriptions = Descriptions.read(jarsIn(sourcesFolder), model.classes());
    write(output.resolve("catalogue.json"), CatalogueWriter.write(definitions));
    write(output.resolve("wire.json"), new WireWriter(definitions, model).write());
    ArrayNode index = JsonNodeFactory.instance.arrayNode();
    OpenApiWriter openApi = new OpenApiWriter(definitions, model, descriptions);
    for (DefinitionFile file : definitions.files()) {
      Set<String> roots =
          ModelReader.rootKinds(file).stream()
              .map(kind -> file.namePrefix() + "." + kind)
              .collect(Collectors.toSet());
      write(
          output.resolve("schemas-" + file.fileKey() + ".json"),
          new SchemaWriter(model, roots).write(roots));
      if (!file.library()) {
        byte[] document =
            write(output.resolve("openapi-" + file.fileKey() + ".json"), openApi.write(file));
        index
            .addObject()
            .put("path", (file.group().isEmpty() ? "api/" : "apis/") + file.groupVersion())
            .put("file", "openapi-" + file.fileKey() + ".json")
            .put("hash", sha512(document));
      }
    }
    ObjectNode documents = JsonNodeFactory.instance.objectNode();
    documents.set("documents", index);
    write(output.resolve("openapi.json"), documents);
    stamp.write();
    System.out.printf(
        "types: %d kinds, %d descriptions, %d groups and versions%n",
        model.schemas().size(), descriptions.size(), definitions.files().size());
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static byte[] write(Path file, ObjectNode content) throws IOException {
    byte[] bytes = JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes);
    return bytes;
  }

  private static String sha512(byte[] bytes) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }
}
