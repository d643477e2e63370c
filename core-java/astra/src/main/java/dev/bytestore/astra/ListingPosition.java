package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A place in a listing of one collection. The server takes a page state of any other collection and
 * silently goes on there, so a position says which one it is of.
 *
 * @param pageState the server's own word for the place, null for the end
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
      throw new IllegalArgumentException("position: not from a page of an Astra DB store");
    }
    if (!parts[1].equals(fingerprint(collection))) {
      throw new IllegalArgumentException("position: from a page of another collection");
    }
    if (parts[2].equals(END)) {
      return new ListingPosition(null);
    }
    try {
      ByteBuffer state = ByteBuffer.wrap(Base64.getUrlDecoder().decode(parts[2]));
      return new ListingPosition(UTF_8.newDecoder().decode(state).toString());
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new IllegalArgumentException("position: not from a page of an Astra DB store", e);
    }
  }

  private static String fingerprint(String collection) {
    CRC32 checksum = new CRC32();
    checksum.update(collection.getBytes(UTF_8));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
