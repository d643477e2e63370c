package dev.bytestore.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** A proxy forwards both ways until it is cut, and again when it is mended. */
class ProxyTest {

  @Test
  void bytesPassBothWaysExceptWhileTheProxyIsCut() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Proxy proxy = new Proxy((InetSocketAddress) server.getLocalSocketAddress())) {
      try (Socket client = connect(proxy);
          Socket accepted = server.accept()) {
        assertThat(passes(client, accepted)).isTrue();
        assertThat(passes(accepted, client)).isTrue();
        proxy.cut();
        assertThat(isEnded(client)).isTrue();
        assertThat(isEnded(accepted)).isTrue();
      }
      try (Socket client = connect(proxy)) {
        assertThat(isEnded(client)).isTrue();
      }
      proxy.mend();
      try (Socket client = connect(proxy);
          Socket accepted = server.accept()) {
        assertThat(passes(client, accepted)).isTrue();
      }
    }
  }

  private static Socket connect(Proxy proxy) throws IOException {
    return new Socket(proxy.address().getAddress(), proxy.address().getPort());
  }

  private static boolean passes(Socket from, Socket to) throws IOException {
    from.getOutputStream().write(7);
    return to.getInputStream().read() == 7;
  }

  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // reset
    }
  }
}
