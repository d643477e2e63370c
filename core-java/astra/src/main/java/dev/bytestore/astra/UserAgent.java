package dev.bytestore.astra;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code User-Agent} header: the calling programs, then this library. */
final class UserAgent {

  /** A token as HTTP defines it. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final String ALLOWED = " ASCII letters, digits and ! # $ % & ' * + . ^ _ ` | ~ -";

  private UserAgent() {}

  static String caller(String name, String version) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    if (!TOKEN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: must not be empty, and must contain only" + ALLOWED);
    }
    if (version.isEmpty()) {
      return name;
    }
    if (!TOKEN.matcher(version).matches()) {
      throw new IllegalArgumentException("version: must contain only" + ALLOWED);
    }
    return name + "/" + version;
  }

  static String of(List<String> callers) {
    String version = version();
    String own = version == null ? "bytestore" : "bytestore/" + version;
    return Stream.concat(callers.stream(), Stream.of(own)).collect(Collectors.joining(" "));
  }

  /** The library's version. On the module path the manifest is not read: use the descriptor. */
  private static @Nullable String version() {
    ModuleDescriptor descriptor = UserAgent.class.getModule().getDescriptor();
    return descriptor == null
        ? UserAgent.class.getPackage().getImplementationVersion()
        : descriptor.rawVersion().orElse(null);
  }
}
