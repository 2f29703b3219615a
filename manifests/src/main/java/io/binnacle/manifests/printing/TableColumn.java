package io.binnacle.manifests.printing;

/**
 * A column of a Table.
 *
 * @param name the header, as in {@code Up-to-date}
 * @param type string, integer, boolean, date or number
 * @param format {@code name} on the column that names the object, else usually empty
 * @param description what users read in the definition
 * @param priority 0 for always, 1 for wide output only
 * @param cell how the cell is made: a path as {@code .spec.replicas}, or a function and its
 *     arguments as {@code age .metadata.creationTimestamp}; {@link TablePrinter} knows the
 *     functions
 */
public record TableColumn(
    String name, String type, String format, String description, int priority, String cell) {}
