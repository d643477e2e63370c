package dev.bytestore.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.cassandra.net.MessagingService;

/** What the parent process can tell a running node. Each command is a line of two words. */
enum NodeCommand {
  /** Drops the messages to and from the node at an address. */
  DISCONNECT {
    @Override
    void run(String address) {
      if (CutOff.INSTALLED) {
        CutOff.ADDRESSES.add(address);
      }
    }
  },
  /** Lets these messages pass again. */
  RECONNECT {
    @Override
    void run(String address) {
      CutOff.ADDRESSES.remove(address);
    }
  },
  /** Moves the clock by a number of milliseconds from the system's clock. */
  CLOCK {
    @Override
    void run(String millis) {
      AdjustableClock.setOffset(Long.parseLong(millis));
    }
  };

  abstract void run(String argument);

  String line(Object argument) {
    return name() + " " + argument + "\n";
  }

  static void runLine(String line) {
    int space = line.indexOf(' ');
    valueOf(line.substring(0, space)).run(line.substring(space + 1));
  }

  /** The filters are installed on first use, so that other nodes run without them. */
  private static final class CutOff {

    static final Set<String> ADDRESSES = ConcurrentHashMap.newKeySet();
    static final boolean INSTALLED = install();

    private static boolean install() {
      MessagingService messages = MessagingService.instance();
      messages.outboundSink.add((message, to) -> !ADDRESSES.contains(to.getHostAddress(false)));
      messages.inboundSink.add(
          message -> !ADDRESSES.contains(message.from().getHostAddress(false)));
      return true;
    }
  }
}
