package dev.bytestore.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class StagedFilesTest {

  private static final List<String> OF_A_MODULE =
      List.of(".jar", "-sources.jar", "-javadoc.jar", ".pom", "-cyclonedx.json", "-cyclonedx.xml");
  private static final boolean SIGNED = Boolean.getBoolean("release.signed");

  @Test
  void onlyTheBomAndItsModulesArePublished() throws IOException {
    assertThat(Staged.artifacts()).containsExactlyInAnyOrderElementsOf(Staged.ALL);
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void aModuleHasAllFilesThatMavenCentralRequiresAndNoTests(String module) throws IOException {
    assertThat(Staged.files(module)).containsOnlyKeys(withChecksums(OF_A_MODULE));
  }

  @Test
  void theBomIsOnlyAPom() throws IOException {
    assertThat(Staged.files("bytestore-bom")).containsOnlyKeys(withChecksums(List.of(".pom")));
  }

  @Test
  void eachChecksumIsThatOfItsFile() throws Exception {
    for (String artifact : Staged.ALL) {
      Map<String, Path> files = Staged.files(artifact);
      for (String suffix : files.keySet()) {
        if (suffix.endsWith(".md5")) {
          assertChecksum("MD5", files, suffix, ".md5");
        } else if (suffix.endsWith(".sha1")) {
          assertChecksum("SHA-1", files, suffix, ".sha1");
        }
      }
    }
  }

  private static void assertChecksum(
      String algorithm, Map<String, Path> files, String suffix, String extension)
      throws IOException, NoSuchAlgorithmException {
    Path file = files.get(suffix.substring(0, suffix.length() - extension.length()));
    byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
    String expected = "%0" + digest.length * 2 + "x";
    assertThat(files.get(suffix)).hasContent(expected.formatted(new BigInteger(1, digest)));
  }

  private static List<String> withChecksums(List<String> suffixes) {
    return suffixes.stream()
        .flatMap(suffix -> Stream.of(suffix, suffix + ".md5", suffix + ".sha1", suffix + ".asc"))
        .filter(suffix -> SIGNED || !suffix.endsWith(".asc"))
        .toList();
  }
}
