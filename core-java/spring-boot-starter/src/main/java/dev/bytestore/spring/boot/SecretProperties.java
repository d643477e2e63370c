package dev.bytestore.spring.boot;

import java.util.Locale;
import java.util.Set;

/** The properties, and the variables of the environment, whose values are secrets. */
final class SecretProperties {

  /** Without dashes, dots, underscores and capitals, because each source has its own spelling. */
  private static final Set<String> SECRETS =
      Set.of(
          "bytestorecassandrapassword",
          "bytestorecassandratoken",
          "bytestorecassandrainitstring",
          "bytestoreastratoken",
          "bytestoreastrapassword",
          "cassandrapassword",
          "astradbapplicationtoken",
          "astradbinitstring");

  private SecretProperties() {}

  static boolean contain(String name) {
    return SECRETS.contains(name.replaceAll("[-._]", "").toLowerCase(Locale.ROOT));
  }
}
