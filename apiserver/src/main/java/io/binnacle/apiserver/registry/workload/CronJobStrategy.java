package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CronJobs: their template is a job's (VAL-36). */
public final class CronJobStrategy implements Strategy {
  private static final String[] SPEC = {"spec", "jobTemplate", "spec", "template", "spec"};
  private static final String SPEC_SHOWN = "spec.jobTemplate.spec.template.spec";

  /** Eleven characters less than a label, for the time in the names of its jobs. */
  private static final int NAME_LENGTH_MAX = 52;

  @Override
  public Manifest prepareForCreate(Manifest object) {
    return PodTemplates.withDefaults(object, false, SPEC);
  }

  @Override
  public Manifest prepareForUpdate(Manifest updated, Manifest old) {
    return PodTemplates.withDefaults(updated, false, SPEC);
  }

  @Override
  public List<FieldError> validate(Manifest object, @Nullable Manifest old) {
    List<FieldError> errors =
        new ArrayList<>(PodTemplates.validate(object, SPEC_SHOWN, List.of(SPEC)));
    if (old == null && object.name().length() > NAME_LENGTH_MAX) {
      errors.add(
          FieldError.invalid("metadata.name", object.name(), "must be no more than 52 characters"));
    }
    String schedule = object.textOrEmpty("spec", "schedule");
    if (schedule.contains("TZ")) {
      errors.add(
          FieldError.invalid(
              "spec.schedule",
              schedule,
              "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
    } else if (!schedule.startsWith("@") && schedule.trim().split("\\s+").length != 5) {
      errors.add(
          FieldError.invalid(
              "spec.schedule",
              schedule,
              "expected exactly 5 fields, found "
                  + schedule.trim().split("\\s+").length
                  + ": ["
                  + schedule
                  + "]"));
    }
    return errors;
  }
}
