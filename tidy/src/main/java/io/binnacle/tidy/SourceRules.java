package io.binnacle.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * How source may look: sizes of files, packages and functions, package-infos, no loose ends. What
 * is counted is parsed by the compiler itself, so no brace in a text can fool it.
 */
public final class SourceRules {
  static final int FILE_LINES_MAX = 400;
  static final int TEST_FILE_LINES_MAX = 800;
  static final int FUNCTION_LINES_MAX = 60;
  static final int PARAMETERS_MAX = 6;
  static final int NESTING_MAX = 3;
  static final int PACKAGE_FILES_MAX = 12;

  // Spelled in two halves, or this file would report itself.
  private static final Pattern LOOSE_END =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b(?!\\(#\\d+\\))");

  /** Functions that may be longer than others, by {@code Class.function}, with the reason. */
  private final Map<String, String> exempt = new TreeMap<>();

  /** Packages that may have more files, by name, with how many. */
  private final Map<String, Integer> full = new TreeMap<>();

  /** Empty until a module says where its codes of HTTP may be. */
  private Optional<List<String>> statusCodeRooms = Optional.empty();

  private SourceRules() {}

  public static SourceRules create() {
    return new SourceRules();
  }

  /** A function that only dispatches may be longer; the reason is for the reader. */
  public SourceRules exempting(String function, String reason) {
    requireReason(reason);
    exempt.put(function, reason);
    return this;
  }

  /** A package that is full for now may keep the files it has, but gets no more. */
  public SourceRules allowingFullPackage(String packageName, int files, String reason) {
    requireReason(reason);
    full.put(packageName, files);
    return this;
  }

  private static void requireReason(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("an exemption has a reason");
    }
  }

  /** Rule 6: nobody outside these packages, and those below them, chooses or judges codes. */
  public SourceRules statusCodesOnlyIn(String... packageNames) {
    statusCodeRooms = Optional.of(List.of(packageNames));
    return this;
  }

  /** All violations in {@code src/main/java} and {@code src/test/java} below the directory. */
  public List<String> violations(Path moduleDirectory) throws IOException {
    List<String> violations = new ArrayList<>();
    List<Path> mainFiles = javaFiles(moduleDirectory.resolve("src/main/java"));
    List<Path> testFiles = javaFiles(moduleDirectory.resolve("src/test/java"));
    checkPackages(mainFiles, violations);
    checkFiles(mainFiles, FILE_LINES_MAX, violations);
    checkFiles(testFiles, TEST_FILE_LINES_MAX, violations);
    List<Path> all = new ArrayList<>(mainFiles);
    all.addAll(testFiles);
    checkFunctions(all, violations);
    if (statusCodeRooms.isPresent()) {
      List<String> rooms = statusCodeRooms.get();
      checkStatusCodes(mainFiles.stream().filter(file -> !isIn(file, rooms)).toList(), violations);
    }
    return violations;
  }

  private static List<Path> javaFiles(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private void checkPackages(List<Path> files, List<String> violations) throws IOException {
    Map<Path, List<Path>> byDirectory = new TreeMap<>();
    for (Path file : files) {
      byDirectory.computeIfAbsent(directoryOf(file), _ -> new ArrayList<>()).add(file);
    }
    for (Map.Entry<Path, List<Path>> entry : byDirectory.entrySet()) {
      Path directory = entry.getKey();
      int filesMax = full.getOrDefault(packageOf(directory), PACKAGE_FILES_MAX);
      if (entry.getValue().size() > filesMax) {
        violations.add(
            directory + " has " + entry.getValue().size() + " files, at most " + filesMax);
      }
      Path info = directory.resolve("package-info.java");
      if (!Files.exists(info)) {
        violations.add(directory + " has no package-info.java");
      } else if (!Files.readString(info).contains("NullMarked")) {
        violations.add(info + " is not @NullMarked");
      }
    }
  }

  private static Path directoryOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static String packageOf(Path directory) {
    String path = directory.toString().replace('\\', '/');
    String root = "src/main/java/";
    int start = path.lastIndexOf(root);
    return start < 0 ? "" : path.substring(start + root.length()).replace('/', '.');
  }

  private static boolean isIn(Path file, List<String> packageNames) {
    String found = packageOf(directoryOf(file)) + ".";
    return packageNames.stream().anyMatch(name -> found.startsWith(name + "."));
  }

  private static void checkFiles(List<Path> files, int linesMax, List<String> violations)
      throws IOException {
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > linesMax) {
        violations.add(file + " has " + lines.size() + " lines, at most " + linesMax);
      }
      for (int i = 0; i < lines.size(); i++) {
        Matcher looseEnd = LOOSE_END.matcher(lines.get(i));
        if (looseEnd.find()) {
          violations.add(file + ":" + (i + 1) + " " + looseEnd.group() + " without an issue");
        }
      }
    }
  }

  private void checkFunctions(List<Path> files, List<String> violations) throws IOException {
    parse(
        files,
        (unit, positions) ->
            new FunctionScanner(unit, positions, exempt.keySet(), violations).scan(unit, null));
  }

  private static void checkStatusCodes(List<Path> files, List<String> violations)
      throws IOException {
    parse(
        files,
        (unit, positions) -> new StatusCodeScanner(unit, positions, violations).scan(unit, null));
  }

  private static void parse(
      List<Path> files, BiConsumer<CompilationUnitTree, SourcePositions> reader)
      throws IOException {
    if (files.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        reader.accept(unit, positions);
      }
    }
  }
}
