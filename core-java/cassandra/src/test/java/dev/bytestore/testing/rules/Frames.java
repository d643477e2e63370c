package dev.bytestore.testing.rules;

import com.datastax.oss.driver.internal.core.protocol.ByteBufPrimitiveCodec;
import com.datastax.oss.protocol.internal.Compressor;
import com.datastax.oss.protocol.internal.Frame;
import com.datastax.oss.protocol.internal.FrameCodec;
import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.PrimitiveCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Frames of version 4 of the native protocol: reads, decodes and encodes them. */
final class Frames {

  static final int VERSION = 4;

  private static final int HEADER_BYTES = 9;
  private static final int STREAM_OFFSET = 2;
  private static final int LENGTH_OFFSET = 5;
  private static final int VERSION_BITS = 0x7F;

  private static final PrimitiveCodec<ByteBuf> PRIMITIVES =
      new ByteBufPrimitiveCodec(UnpooledByteBufAllocator.DEFAULT);
  private static final FrameCodec<ByteBuf> OF_SERVER =
      FrameCodec.defaultServer(PRIMITIVES, Compressor.none());
  private static final FrameCodec<ByteBuf> OF_CLIENT =
      FrameCodec.defaultClient(PRIMITIVES, Compressor.none());

  private Frames() {}

  /** Reads the bytes of the next frame; empty at the end of the stream. */
  static Optional<byte[]> read(DataInputStream in) throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    try {
      in.readFully(header);
    } catch (EOFException e) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(header).getInt(LENGTH_OFFSET);
    byte[] frame = Arrays.copyOf(header, HEADER_BYTES + length);
    in.readFully(frame, HEADER_BYTES, length);
    return Optional.of(frame);
  }

  /** Returns the version of the protocol that the sender uses. */
  static int version(byte[] frame) {
    return frame[0] & VERSION_BITS;
  }

  static int stream(byte[] frame) {
    return ByteBuffer.wrap(frame).getShort(STREAM_OFFSET);
  }

  static Frame request(byte[] frame) {
    return OF_SERVER.decode(Unpooled.wrappedBuffer(frame));
  }

  static Frame response(byte[] frame) {
    return OF_CLIENT.decode(Unpooled.wrappedBuffer(frame));
  }

  /** The request with another message. */
  static byte[] request(Frame original, Message message) {
    return bytes(
        OF_CLIENT.encode(
            Frame.forRequest(
                VERSION, original.streamId, original.tracing, original.customPayload, message)));
  }

  /** The response with another message. */
  static byte[] response(Frame original, Message message) {
    return bytes(
        OF_SERVER.encode(
            Frame.forResponse(
                VERSION,
                original.streamId,
                original.tracingId,
                original.customPayload,
                original.warnings,
                message)));
  }

  /** A response to the request of {@code stream}. */
  static byte[] response(int stream, Message message) {
    return bytes(
        OF_SERVER.encode(
            Frame.forResponse(VERSION, stream, null, Frame.NO_PAYLOAD, List.of(), message)));
  }

  private static byte[] bytes(ByteBuf encoded) {
    try {
      return ByteBufUtil.getBytes(encoded);
    } finally {
      encoded.release();
    }
  }
}
