package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The position at which a listing continues: Cassandra's paging state, which names the last row,
 * but no table.
 *
 * @param last the id of the last document that was returned, empty at the start
 * @param remaining the most rows that may follow
 */
record PageState(Optional<DocumentId> last, int remaining) {

  /** The position after a page. */
  static PageState after(List<ObjectNode> page, PageState before) {
    return new PageState(
        Optional.of(DocumentId.of(page.get(page.size() - 1))), before.remaining - page.size());
  }

  String text() {
    byte[] lastKey = last.orElseThrow().key();
    ByteBuffer bytes = ByteBuffer.allocate(lastKey.length + 16);
    putNumber(bytes, lastKey.length);
    bytes.put(lastKey);
    putNumber(bytes, 0); // The row within its partition, which has one row.
    putNumber(bytes, remaining);
    putNumber(bytes, 0);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
  }

  /** Reads what {@link #text} wrote; without a text, the start. */
  static PageState parse(JsonNode option, String place) {
    if (option.isMissingNode() || option.isNull()) {
      return new PageState(Optional.empty(), Integer.MAX_VALUE);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(option.textValue()));
      int length = number(bytes);
      if (length > bytes.remaining()) {
        throw Errors.badPageState(place);
      }
      byte[] lastKey = new byte[length];
      bytes.get(lastKey);
      int rowMark = number(bytes);
      int remaining = number(bytes);
      int remainingInPartition = number(bytes);
      if (rowMark != 0 || remaining == 0 || remainingInPartition != 0 || bytes.hasRemaining()) {
        throw Errors.badPageState(place);
      }
      return new PageState(Optional.of(DocumentId.ofKey(lastKey)), remaining);
    } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
      throw Errors.badPageState(place);
    }
  }

  /** The first byte starts with as many ones as bytes follow it. */
  private static void putNumber(ByteBuffer bytes, int number) {
    if (number < 1 << 7) {
      bytes.put((byte) number);
    } else if (number < 1 << 14) {
      bytes.putShort((short) (number | 0x8000));
    } else if (number < 1 << 21) {
      bytes.put((byte) ((number >> 16) | 0xC0)).putShort((short) number);
    } else if (number < 1 << 28) {
      bytes.putInt(number | 0xE0000000);
    } else {
      bytes.put((byte) 0xF0).putInt(number);
    }
  }

  private static int number(ByteBuffer bytes) {
    int first = bytes.get() & 0xFF;
    int following = Integer.numberOfLeadingZeros(~(first << 24));
    if (following > 4) {
      throw new IllegalArgumentException("a number of more than 32 bits");
    }
    long number = first & (0xFF >> following);
    for (int i = 0; i < following; i++) {
      number = (number << 8) | (bytes.get() & 0xFF);
    }
    return Math.toIntExact(number);
  }
}
