package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The commands that one kind of path takes, by their names.
 *
 * @param <T> what they work on
 */
final class CommandTable<T> {

  private record Form<T>(
      Set<String> fields,
      Set<String> options,
      Consumer<Arguments> check,
      BiFunction<Arguments, T, ObjectNode> run) {}

  /** A command that can be run. */
  record Prepared<T>(Arguments arguments, BiFunction<Arguments, T, ObjectNode> run) {

    ObjectNode on(T target) {
      return run.apply(arguments, target);
    }
  }

  private final String level;
  private final Map<String, Form<T>> forms = new TreeMap<>();

  CommandTable(String level) {
    this.level = level;
  }

  /**
   * Adds a command.
   *
   * @param fields the fields it may have
   * @param options the fields its options may have; if empty, they are not looked at
   * @param check what is refused whatever the collection is, and even if there is none
   */
  CommandTable<T> with(
      String name,
      Set<String> fields,
      Set<String> options,
      Consumer<Arguments> check,
      BiFunction<Arguments, T, ObjectNode> run) {
    forms.put(name, new Form<>(fields, options, check, run));
    return this;
  }

  CommandTable<T> with(String name, Set<String> fields, BiFunction<Arguments, T, ObjectNode> run) {
    return with(name, fields, Set.of(), arguments -> {}, run);
  }

  Prepared<T> prepare(String name, ObjectNode fields) {
    Form<T> form = forms.get(name);
    if (form == null) {
      throw Errors.unknownCommand(name, level, forms.keySet());
    }
    Arguments arguments = Arguments.of(fields, form.fields(), form.options());
    form.check().accept(arguments);
    return new Prepared<>(arguments, form.run());
  }
}
