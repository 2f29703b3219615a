import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
 * Takes the signatures out of the jars of a folder, because the JVM leaves classes of signed jars out of its AOT cache:
 * several hundred of them are loaded at each start. Where the jars come from was checked by the build.
 */
public final class UnsignJars {
  private UnsignJars() {}

  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path each : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        if (isSigned(each)) {
          unsign(each);
        }
      }
    }
  }

  private static boolean isSigned(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      return jar.stream().anyMatch(entry -> isSignature(entry.getName()));
    }
  }

  private static boolean isSignature(String name) {
    return name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }

  private static void unsign(Path file) throws IOException {
    Path unsigned = file.resolveSibling(file.getFileName() + ".unsigned");
    try (JarFile jar = new JarFile(file.toFile(), false);
        OutputStream out = Files.newOutputStream(unsigned);
        JarOutputStream written = new JarOutputStream(out)) {
      List<JarEntry> entries = new ArrayList<>(jar.stream().toList());
      for (JarEntry each : entries) {
        if (isSignature(each.getName())) {
          continue;
        }
        JarEntry copy = new JarEntry(each.getName());
        copy.setTimeLocal(each.getTimeLocal());
        written.putNextEntry(copy);
        try (InputStream content = jar.getInputStream(each)) {
          content.transferTo(written);
        }
        written.closeEntry();
      }
    }
    Files.move(unsigned, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
