package io.binnacle.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule about the form of source reports its bad example, and this module keeps them all. */
class SourceRulesTest {
  private static final String INFO = "@org.jspecify.annotations.NullMarked\npackage a;\n";

  @TempDir private Path module;

  @Test
  void thisModuleIsTidy() throws IOException {
    assertThat(SourceRules.create().violations(Path.of(""))).isEmpty();
  }

  @Test
  void aTidyFilePasses() throws IOException {
    write("package-info.java", INFO);
    write("A.java", "package a;\nclass A { void f(int x) { if (x > 0) { f(0); } } }\n");
    assertThat(SourceRules.create().violations(module)).isEmpty();
  }

  @Test
  void longFilesAreReported() throws IOException {
    write("package-info.java", INFO);
    write("A.java", "package a;\nclass A {}\n" + "// line\n".repeat(399));
    assertThat(only()).contains("A.java has 401 lines, at most 400");
  }

  @Test
  void longFunctionsAreReportedUnlessExempt() throws IOException {
    write("package-info.java", INFO);
    String body = "    f();\n".repeat(60);
    write("A.java", "package a;\nclass A {\n  void f() {\n" + body + "  }\n}\n");
    assertThat(only()).contains("A.f has 62 lines, at most 60");
    assertThat(SourceRules.create().exempting("A.f", "only dispatches").violations(module))
        .isEmpty();
    assertThatThrownBy(() -> SourceRules.create().exempting("A.f", " "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyParametersAreReported() throws IOException {
    write("package-info.java", INFO);
    write(
        "A.java",
        "package a;\nclass A { void f(int a, int b, int c, int d, int e, int g, int h) {} }");
    assertThat(only()).contains("A.f has 7 parameters, at most 6");
    write(
        "A.java",
        "package a;\nrecord A(int a, int b, int c, int d, int e, int g, int h) { A { } }");
    assertThat(SourceRules.create().violations(module)).isEmpty();
    write(
        "A.java",
        "package a;\nclass A extends Foreign {\n  @Override\n  void f(int a, int b, int c, int d,"
            + " int e, int g, int h) {} }");
    assertThat(SourceRules.create().violations(module)).isEmpty();
  }

  @Test
  void deepNestingIsReportedAndElseIfIsOneLevel() throws IOException {
    write("package-info.java", INFO);
    write(
        "A.java",
        "package a;\nclass A { void f(int x) { for (;;) { while (x > 1) { if (x > 2) { try { f(x); }"
            + " finally { f(0); } } } } } }");
    assertThat(only()).contains("A.f nests 4 deep, at most 3");
    write(
        "A.java",
        "package a;\nclass A { void f(int x) { if (x > 1) { f(1); } else if (x > 2) { f(2); }"
            + " else if (x > 3) { f(3); } else if (x > 4) { f(4); } } }");
    assertThat(SourceRules.create().violations(module)).isEmpty();
  }

  @Test
  void fullPackagesAndMissingInfosAreReported() throws IOException {
    for (int i = 0; i < 13; i++) {
      write("A" + i + ".java", "package a;\nclass A" + i + " {}\n");
    }
    assertThat(SourceRules.create().violations(module))
        .hasSize(2)
        .anyMatch(one -> one.contains("has 13 files, at most 12"))
        .anyMatch(one -> one.contains("has no package-info.java"));
  }

  @Test
  void aFullPackageMayBeAllowedButGrowsNoFurther() throws IOException {
    write("package-info.java", INFO);
    for (int i = 0; i < 13; i++) {
      write("A" + i + ".java", "package a;\nclass A" + i + " {}\n");
    }
    assertThat(
            SourceRules.create().allowingFullPackage("a", 14, "for this test").violations(module))
        .isEmpty();
    assertThat(
            SourceRules.create().allowingFullPackage("a", 13, "for this test").violations(module))
        .singleElement()
        .satisfies(one -> assertThat(one).contains("has 14 files, at most 13"));
    assertThatThrownBy(() -> SourceRules.create().allowingFullPackage("a", 13, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rule6ReportsCodesOfHttpThatAreChosenOrJudgedOutsideTheirRooms() throws IOException {
    write("package-info.java", INFO);
    write(
        "A.java",
        """
        package a;
        class A {
          Object a() { return new Status(404, "gone"); }
          Object b(boolean known) { return new ApiReply.Whole(known ? 304 : 200, null); }
          Object c() { return Replies.text(500, "broken"); }
          boolean d(Reply reply) { return reply.status() == 403; }
          Object e() { return HttpResponseStatus.BAD_REQUEST; }
          Object f() { return Duration.ofMillis(200); }
        }
        """);
    assertThat(SourceRules.create().statusCodesOnlyIn("b").violations(module))
        .extracting(one -> one.substring(one.indexOf("A.java:")))
        .containsExactly(
            "A.java:3 has the HTTP code 404",
            "A.java:4 has the HTTP code 304",
            "A.java:4 has the HTTP code 200",
            "A.java:5 has the HTTP code 500",
            "A.java:6 has the HTTP code 403",
            "A.java:7 has the HTTP code HttpResponseStatus.BAD_REQUEST");
    assertThat(SourceRules.create().statusCodesOnlyIn("a").violations(module)).isEmpty();
  }

  @Test
  void aPackageThatIsNotNullMarkedIsReported() throws IOException {
    write("package-info.java", "package a;\n");
    assertThat(only()).contains("is not @NullMarked");
  }

  @Test
  void looseEndsAreReportedUnlessTheyNameAnIssue() throws IOException {
    write("package-info.java", INFO);
    String word = "TO" + "DO";
    write("A.java", "package a;\n// " + word + " later\nclass A {}\n");
    assertThat(only()).contains("A.java:2 " + word + " without an issue");
    write("A.java", "package a;\n// " + word + "(#12) later\nclass A {}\n");
    assertThat(SourceRules.create().violations(module)).isEmpty();
  }

  private String only() throws IOException {
    List<String> violations = SourceRules.create().violations(module);
    assertThat(violations).hasSize(1);
    return violations.getFirst();
  }

  private void write(String name, String content) throws IOException {
    Path file = module.resolve("src/main/java/a").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
