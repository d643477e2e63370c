package dev.bytestore.fuzz;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** All targets. */
final class FuzzTargets {

  private FuzzTargets() {}

  static List<FuzzTarget> all() {
    return ServiceLoader.load(FuzzTarget.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(FuzzTarget::name))
        .toList();
  }

  static FuzzTarget named(String name) {
    return all().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no target is named %s; the targets are %s"
                        .formatted(name, all().stream().map(FuzzTarget::name).toList())));
  }
}
