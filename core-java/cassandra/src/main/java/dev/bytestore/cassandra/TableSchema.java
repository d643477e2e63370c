package dev.bytestore.cassandra;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of a store's table.
 *
 * @param create the statement that creates the table, with {@code %s} for its name
 */
record TableSchema(String create, List<Column> columns) {

  /** A column as {@code system_schema.columns} describes it. */
  record Column(String name, String type, String kind) {

    @Override
    public String toString() {
      return kind.equals("regular") ? name + " " + type : name + " " + type + " " + kind;
    }
  }

  /**
   * Checks the columns of an existing table.
   *
   * @throws IllegalStateException if they are not the columns of this schema
   */
  void check(String table, List<Column> found) {
    if (!sorted(found).equals(sorted(columns))) {
      throw new IllegalStateException(
          ("table %s exists with other columns: found (%s), expected (%s). Set another table(...),"
                  + " or use setupMode(OFF) to work with this one as it is")
              .formatted(table, text(found), text(columns)));
    }
  }

  private static List<String> sorted(List<Column> columns) {
    return columns.stream().map(Column::toString).sorted().collect(Collectors.toList());
  }

  private static String text(List<Column> columns) {
    return String.join(", ", sorted(columns));
  }
}
