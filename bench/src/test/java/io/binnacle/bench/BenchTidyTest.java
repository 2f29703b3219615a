package io.binnacle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.binnacle.tidy.ArchitectureRules;
import io.binnacle.tidy.SourceRules;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchTidyTest {
  @Test
  void sourceIsTidy() throws IOException {
    assertThat(SourceRules.create().violations(Path.of(""))).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    ArchitectureRules.packagesHaveNoCycles("io.binnacle.bench")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.binnacle.bench"));
  }
}
