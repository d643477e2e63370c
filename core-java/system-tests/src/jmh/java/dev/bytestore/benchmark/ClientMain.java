package dev.bytestore.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The process of one of the {@link Clients}: the store, or the hand-written loop. Reads lines
 * "operation table keys bytes calls", as {@code client_cost.py} does, and answers each with the
 * microseconds of processor time per key. Ends when its input ends.
 */
public final class ClientMain {

  private final boolean isStore;
  private final Map<String, Runnable> operations = new HashMap<>();

  private ClientMain(boolean isStore) {
    this.isStore = isStore;
  }

  /**
   * Takes lines until the input ends.
   *
   * @param arguments {@link Requests#STORE} or {@link Requests#CEILING}
   */
  public static void main(String[] arguments) throws IOException {
    ClientMain client = new ClientMain(arguments[0].equals(Requests.STORE));
    PrintStream answers = System.out;
    System.setOut(System.err); // so that nothing mixes with the answers
    answers.println(Client.READY);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      answers.println(client.answer(line.split(" ", -1)));
    }
    System.exit(0);
  }

  private String answer(String[] words) {
    String operation = words[0];
    int keys = Integer.parseInt(words[2]);
    int valueBytes = Integer.parseInt(words[3]);
    Runnable call =
        operations.computeIfAbsent(operation + words[1], key -> call(operation, keys, valueBytes));
    int calls = Integer.parseInt(words[4]);
    long before = CpuClock.nanos();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return String.valueOf((CpuClock.nanos() - before) / 1e3 / calls / keys);
  }

  private Runnable call(String operation, int keys, int valueBytes) {
    switch (operation) {
      case "mget" -> {
        MgetBenchmark mget = new MgetBenchmark();
        mget.keys = keys;
        mget.valueBytes = valueBytes;
        mget.prepare(1);
        return isStore ? mget::store : mget::ceiling;
      }
      case "mset" -> {
        MsetBenchmark mset = new MsetBenchmark();
        mset.keys = keys;
        mset.valueBytes = valueBytes;
        mset.prepare(1);
        return isStore ? mset::store : mset::ceiling;
      }
      case "mdelete" -> {
        MdeleteBenchmark mdelete = new MdeleteBenchmark();
        mdelete.keys = keys;
        mdelete.prepare(1);
        return isStore ? mdelete::store : mdelete::ceiling;
      }
      default -> throw new IllegalArgumentException(operation);
    }
  }
}
