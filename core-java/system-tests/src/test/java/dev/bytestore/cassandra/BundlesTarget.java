package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.fuzz.Corpus;
import dev.bytestore.fuzz.FuzzInput;
import dev.bytestore.fuzz.FuzzTarget;
import dev.bytestore.fuzz.Secrets;
import dev.bytestore.testing.DamagedBundles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Secure connect bundles and init strings. Each is accepted, or refused with a short message that
 * shows nothing of it.
 */
public final class BundlesTarget implements FuzzTarget {

  private enum Form {
    ZIP,
    /** Changes to the files of a valid bundle, without zip. */
    FILES,
    INIT_STRING,
    INIT_STRING_JSON,
    /** The DER content of one of the PEM files. */
    DER
  }

  private static final List<Form> FORMS = List.of(Form.values());
  private static final List<String> PEM_FILES = List.of("ca.crt", "cert", "key");
  private static final List<String> LABELS =
      List.of("CERTIFICATE", "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");
  private static final List<String> KEY_STORES = List.of("identity.jks", "trustStore.jks");

  /** Ends a file of the form {@link Form#FILES}; the first line of a file is its name. */
  private static final String END_OF_FILE = "\n====\n";

  /** Longer seeds would only make the fuzzer slow; sections are repeated to get long inputs. */
  private static final int LONGEST_SEED = 20_000;

  private static final int LONGEST_MESSAGE = 200;

  /** Parts of the passwords in the valid bundle. */
  private static final List<String> PASSWORDS = List.of("angei", "ngeit");

  private Map<String, byte[]> sound;

  @Override
  public void start() throws Exception {
    try (var zip =
        Objects.requireNonNull(BundlesTarget.class.getResourceAsStream("/hostile/sound.zip"))) {
      sound = DamagedBundles.files(zip.readAllBytes());
    }
  }

  @Override
  public String name() {
    return "bundles";
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    Corpus.resources(BundlesTarget.class, "/hostile/bundles")
        .forEach(
            (name, content) ->
                seeds.add(seed(name.endsWith(".zip") ? Form.ZIP : Form.INIT_STRING, content)));
    for (Map.Entry<String, byte[]> file : sound.entrySet()) {
      String text = file.getKey() + "\n" + new String(file.getValue(), ISO_8859_1) + END_OF_FILE;
      seeds.add(seed(Form.FILES, text.getBytes(ISO_8859_1)));
      if (file.getKey().equals("config.json")) {
        String secret =
            text.replaceAll("(\"\\w+\": ?)\"[^\"]*\"", "$1\"" + Secrets.TEXT + "\"")
                .replaceAll("(\"port\": ?)\\d+", "$1" + Secrets.NUMBER);
        seeds.add(seed(Form.FILES, secret.getBytes(UTF_8)));
      }
    }
    for (String name : PEM_FILES) {
      for (Pem block : Pem.blocks(sound.get(name), name)) {
        seeds.add(
            FuzzInput.raw(
                new int[] {
                  FORMS.indexOf(Form.DER), PEM_FILES.indexOf(name), LABELS.indexOf(block.label())
                },
                block.bytes()));
      }
    }
    DamagedBundles damaged = new DamagedBundles(BundleFiles.pack(sound));
    for (int i = 0; i < 40; i++) {
      seeds.add(seed(Form.ZIP, damaged.zip(i)));
      seeds.add(seed(Form.INIT_STRING, damaged.initString(i).getBytes(UTF_8)));
    }
    String token = "{\"bundle_data\": {}, \"options\": {\"version\": \"1\", \"token\": \"%1$s\"}}";
    seeds.add(seed(Form.INIT_STRING_JSON, token.formatted(Secrets.TEXT).getBytes(UTF_8)));
    seeds.removeIf(seed -> seed.length > LONGEST_SEED);
    return seeds;
  }

  private static byte[] seed(Form form, byte[] data) {
    return FuzzInput.raw(new int[] {FORMS.indexOf(form)}, data);
  }

  @Override
  public void run(FuzzInput input) {
    try {
      SecureBundle bundle = bundle(input);
      String unused = bundle.keyspace();
      if (bundle.forDriver().length == 0) {
        throw new AssertionError("made an empty bundle for the driver");
      }
    } catch (IllegalArgumentException e) {
      check(e);
    }
  }

  private SecureBundle bundle(FuzzInput input) {
    Form form = FORMS.get(input.choose(FORMS.size()));
    return switch (form) {
      case ZIP -> SecureBundle.ofZip(input.rest());
      case FILES -> SecureBundle.ofFiles(changed(new String(input.rest(), ISO_8859_1)));
      case INIT_STRING -> InitString.decode(new String(input.rest(), ISO_8859_1)).bundle();
      case INIT_STRING_JSON ->
          InitString.decode(Base64.getEncoder().encodeToString(input.rest())).bundle();
      case DER -> {
        String name = PEM_FILES.get(input.choose(PEM_FILES.size()));
        String label = LABELS.get(input.choose(LABELS.size()));
        String body = Base64.getMimeEncoder().encodeToString(input.rest());
        String pem = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body);
        Map<String, byte[]> files = new LinkedHashMap<>(sound);
        files.keySet().removeAll(KEY_STORES); // so that the PEM files are read
        files.put(name, pem.getBytes(UTF_8));
        yield SecureBundle.ofFiles(files);
      }
    };
  }

  /** The files of a valid bundle, some of them replaced. Key stores only if one was replaced. */
  private Map<String, byte[]> changed(String text) {
    Map<String, byte[]> files = new LinkedHashMap<>(sound);
    if (!text.startsWith("identity") && !text.startsWith("trust")) {
      files.keySet().removeAll(KEY_STORES);
    }
    for (String file : text.split(END_OF_FILE, -1)) {
      int end = file.indexOf('\n');
      if (end >= 0) {
        files.put(file.substring(0, end), file.substring(end + 1).getBytes(ISO_8859_1));
      }
    }
    return files;
  }

  private static void check(IllegalArgumentException refusal) {
    String message = String.valueOf(refusal.getMessage());
    if (refusal.getCause() != null || message.length() > LONGEST_MESSAGE) {
      throw new AssertionError("is not refused as documented", refusal);
    }
    // The version of an init string is shown on purpose, if it is short.
    String shown = Secrets.printed(refusal).replaceAll("has version [\\w.-]{0,16},", "");
    Secrets.check(shown);
    if (PASSWORDS.stream().anyMatch(shown::contains)) {
      throw new AssertionError("shows a part of a password: " + message);
    }
  }

  /** Deriving the keys of a PKCS#12 store takes up to a second for each of its parts. */
  @Override
  public Duration mostCpuTime() {
    return Duration.ofSeconds(40);
  }

  @Override
  public long mostAllocated(int size) {
    return (64L << 20) + 400L * size;
  }
}
