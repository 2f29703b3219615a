package io.binnacle.apiserver.registry.workload;

import io.binnacle.apiserver.registry.strategy.Strategy;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.FieldError;
import java.time.ZoneId;
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
    schedule(object.textOrEmpty("spec", "schedule"), errors);
    Manifest jobSpec = object.object("spec", "jobTemplate", "spec");
    if (jobSpec != null) {
      JobSpecRules.check(jobSpec, "spec.jobTemplate.spec", errors);
    }
    if (object.has("spec", "timeZone")) {
      timeZone(object.textOrEmpty("spec", "timeZone"), errors);
    }
    if (Boolean.TRUE.equals(object.bool("spec", "jobTemplate", "spec", "manualSelector"))) {
      errors.add(
          FieldError.notSupported(
              "spec.jobTemplate.spec.manualSelector", "true", List.of("nil", "false")));
    }
    return errors;
  }

  private static void schedule(String schedule, List<FieldError> errors) {
    if (schedule.contains("TZ")) {
      errors.add(
          FieldError.invalid(
              "spec.schedule",
              schedule,
              "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
      return;
    }
    String fault = CronSchedule.fault(schedule);
    // That there is one at all, the schema says.
    if (fault != null && !schedule.isEmpty()) {
      errors.add(FieldError.invalid("spec.schedule", schedule, fault));
    }
  }

  private static void timeZone(String zone, List<FieldError> errors) {
    if (zone.isEmpty()) {
      errors.add(
          FieldError.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string"));
    } else if (zone.equalsIgnoreCase("Local")) {
      errors.add(
          FieldError.invalid(
              "spec.timeZone",
              zone,
              "timeZone must be an explicit time zone as defined in"
                  + " https://www.iana.org/time-zones"));
    } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      errors.add(FieldError.invalid("spec.timeZone", zone, "unknown time zone " + zone));
    }
  }
}
