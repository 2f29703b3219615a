package io.binnacle.consensus.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Loads the consensus module once more, with the edits of one mutant, beside the real one. */
final class MutatingLoader extends ClassLoader {
  private static final String ROOT = "io.binnacle.consensus.";

  private final List<Edit> edits;
  private final Set<Edit> applied = new HashSet<>();

  MutatingLoader(ClassLoader parent, List<Edit> edits) {
    super(parent);
    this.edits = edits;
  }

  /** Those that changed nothing, because what they name is not there. */
  Set<Edit> unapplied() {
    synchronized (applied) {
      Set<Edit> left = new HashSet<>(edits);
      left.removeAll(applied);
      return left;
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(ROOT)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = bytesOf(name);
    for (Edit edit : edits) {
      if (name.equals(ROOT + edit.className())) {
        bytes = changed(bytes, edit);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] bytesOf(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try (InputStream stream = getParent().getResourceAsStream(path)) {
      if (stream == null) {
        throw new ClassNotFoundException(name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] changed(byte[] bytes, Edit edit) {
    ClassFile format = ClassFile.of();
    ClassModel model = format.parse(bytes);
    MethodChange change =
        new MethodChange(
            edit,
            model.thisClass().asSymbol(),
            () -> {
              synchronized (applied) {
                applied.add(edit);
              }
            });
    return format.transformClass(
        model,
        ClassTransform.transformingMethods(
            method -> method.methodName().equalsString(edit.method()), change::transform));
  }
}
