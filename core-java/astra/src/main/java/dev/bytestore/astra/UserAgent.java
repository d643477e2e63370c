package dev.bytestore.astra;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who the server is told is asking: the programs that call, then this library. */
final class UserAgent {

  /** What HTTP calls a token. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private UserAgent() {}

  static String caller(String name, String version) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    if (!TOKEN.matcher(name).matches()) {
      throw new IllegalArgumentException("name: it is empty or has a character it cannot have");
    }
    if (version.isEmpty()) {
      return name;
    }
    if (!TOKEN.matcher(version).matches()) {
      throw new IllegalArgumentException("version: it has a character it cannot have");
    }
    return name + "/" + version;
  }

  static String of(List<String> callers) {
    String version = version();
    String own = version == null ? "bytestore" : "bytestore/" + version;
    return Stream.concat(callers.stream(), Stream.of(own)).collect(Collectors.joining(" "));
  }

  /** On the module path, where no manifest is read, the descriptor has the version. */
  private static @Nullable String version() {
    ModuleDescriptor descriptor = UserAgent.class.getModule().getDescriptor();
    return descriptor == null
        ? UserAgent.class.getPackage().getImplementationVersion()
        : descriptor.rawVersion().orElse(null);
  }
}
