package io.binnacle.generator.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All definition files, and which of them a model class belongs to. */
public final class Definitions {
  private final List<DefinitionFile> files;
  private final Map<String, DefinitionFile> ownerOfClass = new TreeMap<>();
  private final Map<String, DefinitionFile> ownerOfPackage = new TreeMap<>();

  private Definitions(List<DefinitionFile> files) {
    this.files = files;
    for (DefinitionFile file : files) {
      if (file.onlyClasses().isEmpty()) {
        ownerOfPackage.put(file.classesPackage(), file);
      }
      file.onlyClasses()
          .forEach(name -> ownerOfClass.put(file.classesPackage() + "." + name, file));
    }
  }

  public static Definitions read(Path directory) throws IOException {
    List<DefinitionFile> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file :
          entries.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        files.add(DefinitionFile.read(file));
      }
    }
    return new Definitions(List.copyOf(files));
  }

  public List<DefinitionFile> files() {
    return files;
  }

  /** The OpenAPI name of the kind that a model class stands for. */
  public String nameOf(Class<?> type) {
    DefinitionFile owner = ownerOf(type);
    return owner.namePrefix() + "." + owner.kindOfClass(type.getSimpleName());
  }

  public DefinitionFile ownerOf(Class<?> type) {
    DefinitionFile owner = ownerOfClass.get(type.getName());
    if (owner == null) {
      owner = ownerOfPackage.get(type.getPackageName());
    }
    if (owner == null) {
      throw new IllegalArgumentException("no definition file claims the class " + type.getName());
    }
    return owner;
  }

  public Class<?> classOf(DefinitionFile file, String kind) {
    String name = file.classesPackage() + "." + file.classOfKind(kind);
    try {
      return Class.forName(name, false, Definitions.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(file.fileName() + ": no model class " + name, e);
    }
  }
}
