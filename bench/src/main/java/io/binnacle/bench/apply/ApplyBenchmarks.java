package io.binnacle.bench.apply;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What JMH measures: from the bytes of a request and of the stored object to the bytes that would
 * be stored. Rounds take turns among variants that differ in one field, so that each of them
 * changes something where nothing else is said.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ApplyBenchmarks {
  private final MeasuredObject deployment = MeasuredObject.deployment();
  private final MeasuredObject configMap = MeasuredObject.configMap();
  private long round;

  @Benchmark
  public void applyOfADeploymentInJson() {
    deployment.applyJson(round++);
  }

  @Benchmark
  public void applyOfADeploymentInYaml() {
    deployment.applyYaml(round++);
  }

  @Benchmark
  public void applyOfADeploymentThatChangesNothing() {
    deployment.applyJson(0);
  }

  @Benchmark
  public void createOfADeployment() {
    deployment.create(round++, true);
  }

  @Benchmark
  public void createOfADeploymentWithoutTracking() {
    deployment.create(round++, false);
  }

  @Benchmark
  public void updateOfADeployment() {
    deployment.update(round++, true);
  }

  @Benchmark
  public void updateOfADeploymentWithoutTracking() {
    deployment.update(round++, false);
  }

  @Benchmark
  public void createOfAConfigMap() {
    configMap.create(round++, true);
  }

  @Benchmark
  public void createOfAConfigMapWithoutTracking() {
    configMap.create(round++, false);
  }

  @Benchmark
  public void updateOfAConfigMap() {
    configMap.update(round++, true);
  }

  @Benchmark
  public void updateOfAConfigMapWithoutTracking() {
    configMap.update(round++, false);
  }
}
