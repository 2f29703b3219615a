import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Makes the jars of a folder such that the JVM takes their classes into its AOT cache. It leaves out classes of signed
 * jars, so signatures go; where the jars come from was checked by the build. And it leaves out classes in a format older
 * than Java 6, which say nothing of types on the stack (JVMS 4.10), so these are written anew in the format of Java 8:
 * picocli has 228 of them, which each start would parse and verify.
 */
public final class JarsForAotCache {
  private static final int OLDEST_CACHED = ClassFile.JAVA_6_VERSION;
  private static final int WRITTEN = ClassFile.JAVA_8_VERSION;
  private static final int HEADER_BYTES = 8;

  private JarsForAotCache() {}

  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path each : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        if (needsWork(each)) {
          rewrite(each);
        }
      }
    }
  }

  private static boolean needsWork(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      for (JarEntry each : jar.stream().toList()) {
        if (isSignature(each.getName()) || isOldClass(jar, each)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isSignature(String name) {
    return name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }

  private static boolean isOldClass(JarFile jar, JarEntry entry) throws IOException {
    if (!entry.getName().endsWith(".class")) {
      return false;
    }
    try (InputStream content = jar.getInputStream(entry)) {
      byte[] header = content.readNBytes(HEADER_BYTES);
      return ((header[6] & 0xff) << 8 | header[7] & 0xff) < OLDEST_CACHED;
    }
  }

  private static void rewrite(Path file) throws IOException {
    Path fitting = file.resolveSibling(file.getFileName() + ".fitting");
    try (JarFile jar = new JarFile(file.toFile(), false);
        OutputStream out = Files.newOutputStream(fitting);
        JarOutputStream written = new JarOutputStream(out)) {
      ClassFile classFile = classFile(jar);
      List<JarEntry> entries = new ArrayList<>(jar.stream().toList());
      for (JarEntry each : entries) {
        if (isSignature(each.getName())) {
          continue;
        }
        JarEntry copy = new JarEntry(each.getName());
        copy.setTimeLocal(each.getTimeLocal());
        written.putNextEntry(copy);
        try (InputStream content = jar.getInputStream(each)) {
          byte[] bytes = content.readAllBytes();
          written.write(isOldClass(jar, each) ? raised(classFile, bytes) : bytes);
        }
        written.closeEntry();
      }
    }
    Files.move(fitting, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Knows the classes of the jar itself and of the JDK, which the types on a stack are joined by. */
  private static ClassFile classFile(JarFile jar) {
    ClassHierarchyResolver ofJar =
        ClassHierarchyResolver.ofResourceParsing((ClassDesc name) -> open(jar, name));
    return ClassFile.of(
        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
        ClassFile.ClassHierarchyResolverOption.of(
            ofJar.orElse(ClassHierarchyResolver.defaultResolver()).cached()));
  }

  private static InputStream open(JarFile jar, ClassDesc name) {
    String descriptor = name.descriptorString();
    JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] raised(ClassFile classFile, byte[] old) {
    ClassModel model = classFile.parse(old);
    ClassTransform codeAnew = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
    ClassTransform newFormat =
        (builder, element) -> {
          if (!(element instanceof ClassFileVersion)) {
            builder.with(element);
          }
        };
    return classFile.transformClass(
        model,
        codeAnew
            .andThen(newFormat)
            .andThen(ClassTransform.endHandler(builder -> builder.withVersion(WRITTEN, 0))));
  }
}
