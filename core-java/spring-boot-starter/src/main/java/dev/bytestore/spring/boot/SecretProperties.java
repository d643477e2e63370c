package dev.bytestore.spring.boot;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The properties, and the variables of the environment, whose values are or contain secrets. */
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

  /** In the arguments of the process, for example. */
  private static final Pattern ARGUMENT =
      Pattern.compile(
          "bytestore[._](cassandra|astra)[._](password|token|init[-_]?string)",
          Pattern.CASE_INSENSITIVE);

  private SecretProperties() {}

  static boolean contain(String name, @Nullable Object value) {
    String plainName = name.replaceAll("[-._]", "").toLowerCase(Locale.ROOT);
    if (SECRETS.contains(plainName)) {
      return true;
    }
    return value instanceof CharSequence text
        && (ARGUMENT.matcher(text).find()
            || (plainName.equals("springapplicationjson")
                && text.toString().contains("bytestore")));
  }
}
