package io.binnacle.generator.description;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The comments of the model's classes and getters. Where a field refers to another kind, they
 * repeat what is said of the field's own kind.
 */
final class ModelComments {
  private final Map<String, String> texts = new TreeMap<>();

  /**
   * Reads the sources of the given classes out of source jars; what is not found has no
   * description.
   */
  static ModelComments read(List<Path> sourceJars, Set<String> classNames) throws IOException {
    Map<String, String> entries =
        classNames.stream()
            .collect(Collectors.toMap(name -> name.replace('.', '/') + ".java", name -> name));
    List<JavaFileObject> sources = new ArrayList<>();
    for (Path jar : sourceJars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        addSources(file, entries.keySet(), sources);
      }
    }
    ModelComments comments = new ModelComments();
    if (!sources.isEmpty()) {
      comments.parse(sources);
    }
    return comments;
  }

  private static void addSources(JarFile file, Set<String> entryNames, List<JavaFileObject> sources)
      throws IOException {
    for (String entryName : entryNames) {
      ZipEntry entry = file.getEntry(entryName);
      if (entry != null) {
        byte[] text = file.getInputStream(entry).readAllBytes();
        sources.add(new Source(entryName, new String(text, StandardCharsets.UTF_8)));
      }
    }
  }

  Optional<String> ofKind(Class<?> type) {
    return Optional.ofNullable(texts.get(type.getName()));
  }

  Optional<String> ofField(Class<?> type, String field) {
    return Optional.ofNullable(texts.get(type.getName() + "#" + field));
  }

  int size() {
    return texts.size();
  }

  private void parse(List<JavaFileObject> sources) throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "no JDK");
    StringWriter complaints = new StringWriter();
    JavacTask task =
        (JavacTask)
            compiler.getTask(complaints, null, _ -> {}, List.of("-proc:none"), null, sources);
    DocTrees trees = DocTrees.instance(task);
    for (CompilationUnitTree unit : task.parse()) {
      new CommentReader(trees, String.valueOf(unit.getPackageName())).scan(unit, null);
    }
  }

  /** Walks one source file; nested classes are not looked into. */
  private final class CommentReader extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees trees;
    private final String packageName;
    private String className = "";

    CommentReader(DocTrees trees, String packageName) {
      this.trees = trees;
      this.packageName = packageName;
    }

    @Override
    public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
      if (!className.isEmpty()) {
        return null;
      }
      className = packageName + "." + node.getSimpleName();
      remember(className, getCurrentPath());
      return super.visitClass(node, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
      String method = node.getName().toString();
      if (node.getParameters().isEmpty() && (method.startsWith("get") || method.startsWith("is"))) {
        propertyName(node).ifPresent(name -> remember(className + "#" + name, getCurrentPath()));
      }
      return null;
    }

    private Optional<String> propertyName(MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .filter(annotation -> annotation.getAnnotationType().toString().endsWith("JsonProperty"))
          .flatMap(annotation -> annotation.getArguments().stream())
          .map(argument -> argument.toString().replaceAll("^value\\s*=\\s*", ""))
          .map(argument -> argument.replace("\"", ""))
          .findFirst();
    }

    private void remember(String key, TreePath path) {
      String comment = trees.getDocComment(path);
      if (comment != null && !comment.isBlank()) {
        texts.put(key, plainText(comment));
      }
    }
  }

  /** Undoes what the generator of the model did to make HTML of the texts. */
  static String plainText(String comment) {
    String withoutTags =
        comment
            .replaceAll("(?s)\\n\\s*", " ")
            .replaceAll("<br>\\s?<p>\\s?", "\n")
            .replaceAll("</?(?:p|br|code|b|i)/?>", "");
    return CommentText.plain(withoutTags).strip();
  }

  /** A source file that is already in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
