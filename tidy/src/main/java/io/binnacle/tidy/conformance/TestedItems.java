package io.binnacle.tidy.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items that tests name: in the javadoc or display name of a test method or of a class
 * that has some, in the rows of its tables, and in the test resources in the titles, items and
 * comments of cases. What a comment inside a function or a helper says does not count.
 */
public final class TestedItems {
  private static final Pattern ITEM = Pattern.compile("\\b[A-Z][A-Z0-9]+-\\d{2}\\b");

  /** Of a case: its items, and what holds. */
  private static final Pattern TITLE = Pattern.compile("\\[([A-Z0-9, -]+)\\] (.+)");

  /** A row of a table that has a field for its item. */
  private static final Pattern NAMING_LINE = Pattern.compile("\\s*(?:-\\s*)?(?:\\{\\s*)?item:.*");

  private final Path root;
  private final NavigableMap<String, NavigableSet<NamedTest>> byItem = new TreeMap<>();

  /**
   * A test that names an item.
   *
   * @param name class and method, or the file of a case and its title
   * @param file from the root of the repository
   */
  public record NamedTest(String name, String file) implements Comparable<NamedTest> {
    @Override
    public int compareTo(NamedTest other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : file.compareTo(other.file);
    }
  }

  private TestedItems(Path root) {
    this.root = root;
  }

  /** By item, the tests of all modules below the root of the repository. */
  public static NavigableMap<String, NavigableSet<NamedTest>> below(Path root) throws IOException {
    TestedItems found = new TestedItems(root);
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        found.readSources(files(module.resolve("src/test/java"), ".java"));
        Path resources = module.resolve("src/test/resources");
        for (Path file : files(resources, ".txt", ".yaml", ".yml")) {
          found.readCases(file);
        }
      }
    }
    return found.byItem;
  }

  private static List<Path> files(Path directory, String... endings) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> List.of(endings).stream().anyMatch(file.toString()::endsWith))
          .sorted()
          .toList();
    }
  }

  private void add(String text, String name, Path file) {
    Matcher items = ITEM.matcher(text);
    while (items.find()) {
      byItem
          .computeIfAbsent(items.group(), _ -> new TreeSet<>())
          .add(new NamedTest(name, root.relativize(file).toString().replace('\\', '/')));
    }
  }

  private void readCases(Path file) throws IOException {
    for (String line : Files.readAllLines(file)) {
      Matcher title = TITLE.matcher(line);
      if (title.matches()) {
        add(title.group(1), fileName(file) + ": " + title.group(2), file);
      } else if (line.startsWith("#") || NAMING_LINE.matcher(line).matches()) {
        add(line, fileName(file), file);
      }
    }
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void readSources(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        var _ = new Scanner(docs, Path.of(unit.getSourceFile().toUri())).scan(unit, null);
      }
    }
  }

  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees docs;
    private final Path file;
    private String className = "";
    private boolean inTests;

    Scanner(DocTrees docs, Path file) {
      this.docs = docs;
      this.file = file;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      String outer = className;
      className = outer.isEmpty() ? tree.getSimpleName().toString() : outer;
      boolean hasTests =
          tree.getMembers().stream()
              .anyMatch(member -> member instanceof MethodTree method && isTest(method));
      if (hasTests) {
        String name = tree.getSimpleName().toString();
        add(commentOf() + displayName(tree.getModifiers()), name, file);
      }
      boolean before = inTests;
      inTests |= hasTests;
      super.visitClass(tree, null);
      inTests = before;
      className = outer;
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
      if (isTest(tree)) {
        String text = commentOf() + displayName(tree.getModifiers());
        add(text, className + "." + tree.getName(), file);
      }
      return super.visitMethod(tree, null);
    }

    /** A row of a table in a test class is named by its item alone. */
    @Override
    public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void unused) {
      if (inTests && tree.getValue() instanceof String text && ITEM.matcher(text).matches()) {
        add(text, className, file);
      }
      return super.visitLiteral(tree, null);
    }

    private String commentOf() {
      String comment = docs.getDocComment(getCurrentPath());
      return comment == null ? "" : comment;
    }

    private static boolean isTest(MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .map(annotation -> annotation.getAnnotationType().toString())
          .anyMatch(name -> name.endsWith("Test") || name.endsWith("TestFactory"));
    }

    private static String displayName(ModifiersTree modifiers) {
      return modifiers.getAnnotations().stream()
          .filter(annotation -> annotation.getAnnotationType().toString().endsWith("DisplayName"))
          .map(AnnotationTree::toString)
          .reduce("", (all, next) -> all + " " + next);
    }
  }
}
