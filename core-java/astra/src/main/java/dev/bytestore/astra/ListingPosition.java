package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A position in a listing of one collection. It contains a checksum of the collection's name,
 * because the server accepts page states of other collections and continues at a wrong place.
 *
 * @param pageState the server's page state; null for the end of the listing
 */
record ListingPosition(@Nullable String pageState) {

  private static final String VERSION = "d1";
  private static final String END = "end";

  String encode(String collection) {
    String place =
        pageState == null
            ? END
            : Base64.getUrlEncoder().withoutPadding().encodeToString(pageState.getBytes(UTF_8));
    return String.join(".", VERSION, fingerprint(collection), place);
  }

  static ListingPosition decode(String position, String collection) {
    String[] parts = position.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw new IllegalArgumentException("position: is not one of an Astra DB store");
    }
    if (!parts[1].equals(fingerprint(collection))) {
      throw new IllegalArgumentException("position: belongs to another collection");
    }
    if (parts[2].equals(END)) {
      return new ListingPosition(null);
    }
    try {
      ByteBuffer state = ByteBuffer.wrap(Base64.getUrlDecoder().decode(parts[2]));
      return new ListingPosition(UTF_8.newDecoder().decode(state).toString());
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new IllegalArgumentException("position: is not one of an Astra DB store", e);
    }
  }

  private static String fingerprint(String collection) {
    CRC32 checksum = new CRC32();
    checksum.update(collection.getBytes(UTF_8));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
