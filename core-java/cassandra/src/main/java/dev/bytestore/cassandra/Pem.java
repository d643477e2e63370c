package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A block of a PEM file. Files are parsed by hand, in one pass and within limits, because a regular
 * expression can take longer than any timeout on a damaged file.
 *
 * @param label the text after BEGIN, such as {@code CERTIFICATE}
 * @param body the text between the two lines with dashes
 */
record Pem(String label, String body) {

  private static final int MAX_FILE_BYTES = 256 << 10;
  private static final int MAX_BLOCKS = 64;
  private static final int MAX_LABEL = 64;
  private static final String DASHES = "-----";
  private static final String BEGIN = DASHES + "BEGIN ";

  /**
   * Returns the blocks of {@code file}, without the text around them.
   *
   * @param what the name of the file in messages
   * @throws IllegalArgumentException if the file is too large or has too many blocks
   */
  static List<Pem> blocks(byte[] file, String what) {
    if (file.length > MAX_FILE_BYTES) {
      throw BundleFiles.refusal("%s has more than %d bytes".formatted(what, MAX_FILE_BYTES));
    }
    String text = new String(file, ISO_8859_1);
    List<Pem> blocks = new ArrayList<>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int labelStart = begin + BEGIN.length();
      int labelEnd = text.indexOf(DASHES, labelStart);
      int next = labelEnd < 0 ? -1 : text.indexOf(DASHES, labelEnd + DASHES.length());
      if (next < 0) {
        break;
      }
      int resume = labelStart;
      if (labelEnd - labelStart <= MAX_LABEL) {
        String label = text.substring(labelStart, labelEnd);
        String end = "%sEND %s%s".formatted(DASHES, label, DASHES);
        if (text.startsWith(end, next)) {
          blocks.add(new Pem(label, text.substring(labelEnd + DASHES.length(), next)));
          resume = next + end.length();
        }
      }
      if (blocks.size() > MAX_BLOCKS) {
        throw BundleFiles.refusal("%s has more than %d blocks".formatted(what, MAX_BLOCKS));
      }
      begin = text.indexOf(BEGIN, resume);
    }
    return blocks;
  }

  /**
   * Decodes the body.
   *
   * @throws IllegalArgumentException if it is not Base64
   */
  byte[] bytes() {
    return Base64.getMimeDecoder().decode(body);
  }

  @Override
  public String toString() {
    return "Pem[<hidden>]";
  }
}
