import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Draws the pictures of the documentation: {@code java docs/images/Draw.java}, in the root of the
 * repository.
 *
 * <p>A page may be light or dark, and an SVG in an {@code <img>} cannot know which. So all text is
 * white, on a fill with a contrast of at least 4.5:1. Fills and lines have a contrast of at least
 * 3:1 to pages from #0d1117 to #1e2129, and to white ones. Check a new colour for both.
 */
final class Draw {

  private static final String PURPLE = "#8250df"; // the user's program
  private static final String BLUE = "#0969da"; // bytestore
  private static final String GREEN = "#1a7f37"; // a database, or a part of it
  private static final String ORANGE = "#bf4b00"; // what is neither of these
  private static final String GREY = "#6b7280"; // explanations, internal packages
  private static final String LINE = "#7a828e";
  private static final int LINE_HEIGHT = 19;
  private static final int RING_PARTS = 32;
  private static final String HEAD = "marker-end=\"url(#head)\"";
  private static final String BOTH_HEADS = "marker-start=\"url(#head)\" " + HEAD;

  private final StringBuilder svg = new StringBuilder();

  public static void main(String[] args) throws IOException {
    new Draw().layers();
    new Draw().sharedTable();
    new Draw().mget();
    new Draw().listing();
    new Draw().cache();
  }

  private void layers() throws IOException {
    String description =
        "spring-boot-starter uses cassandra, astra and micrometer. kotlin-ext uses cassandra and"
            + " astra. All modules use core. Its packages, from top to bottom: internal.store,"
            + " internal.cache and internal.model; dev.bytestore; internal.langchain; internal.json"
            + " and internal.http; internal. cassandra also uses the DataStax driver. langchain4j,"
            + " spring-ai and koog use the frameworks of these names.";
    begin(688, "Modules and layers of bytestore", description);
    String callers = "Java with futures, blocking Java, Kotlin with coroutines, models of frameworks";
    box(16, 8, 728, PURPLE, "Your program|" + callers);
    box(16, 86, 196, BLUE, "spring-boot-starter|beans from properties");
    box(228, 86, 140, BLUE, "kotlin-ext|suspend, Flow");
    box(384, 86, 120, BLUE, "micrometer|metrics, traces");
    zone(16, 174, 472, 92, "backends");
    box(32, 192, 212, BLUE, "cassandra|CassandraByteStore|CassandraLlmCache");
    box(260, 192, 212, BLUE, "astra|AstraDbByteStore|AstraDbLlmCache");
    box(544, 192, 200, BLUE, "caching models|langchain4j,|spring-ai, koog");
    down(55, 86, 114, 298, 444);
    down(55, 174, 376);
    down(133, 174, 114, 330);
    down(133, 302, 496);
    down(55, 302, 526);
    down(55, 192, 644);
    down(266, 302, 222, 440);
    down(258, 302, 565);
    down(258, 326, 91, 671);

    zone(178, 302, 408, 296, "core");
    box(194, 326, 120, GREY, "internal.store|setup");
    box(322, 326, 120, GREY, "internal.cache|entries");
    box(450, 326, 120, GREY, "internal.model|keys, calls");
    String classes = "ByteStore, LlmCache, blocking views|InMemoryByteStore, InMemoryLlmCache";
    box(194, 380, 376, BLUE, "dev.bytestore|" + classes);
    box(194, 454, 376, GREY, "internal.langchain: Python classes");
    box(194, 490, 184, GREY, "internal.json|JSON as in Python");
    box(386, 490, 184, GREY, "internal.http|time and size limits");
    box(194, 544, 376, GREY, "internal|futures, threads, requests in flight");
    box(12, 524, 154, GREY, "Packages of core|use only packages|in rows below");

    box(16, 326, 150, ORANGE, "DataStax driver|CQL");
    box(598, 326, 146, ORANGE, "LangChain4j|Spring AI, koog");
    box(178, 632, 408, ORANGE, "JDK: HTTP client|libraries: Jackson core, SLF4J");
    down(598, 632, 382);
    write("layers.svg");
  }

  private void sharedTable() throws IOException {
    String description =
        "Both services read and write two tables in Cassandra: that of the byte store, with the"
            + " columns row_id and body_blob, and that of the LLM cache, with the columns key_desc,"
            + " key_vals (MD5 hashes of llm string and prompt) and body_blob.";
    begin(508, "A JVM service and a Python service use the same tables", description);
    box(16, 8, 350, PURPLE, "JVM service|bytestore: CassandraByteStore,|CassandraLlmCache");
    box(394, 8, 350, PURPLE, "Python service|LangChain: CassandraByteStore,|CassandraCache");
    line(BOTH_HEADS, 191, 74, 191, 116);
    line(BOTH_HEADS, 569, 74, 569, 116);

    zone(16, 116, 728, 382, "Cassandra, keyspace app");
    box(32, 144, 286, GREY, "table pages");
    row(176, GREY, "`row_id|text: the key", "`body_blob|blob: the value");
    row(227, GREEN, "`page/1", "`0x3c68746d6c3e...");
    row(259, GREEN, "`page/2", "`0x255044462d31...");
    box(536, 227, 192, PURPLE, "written by Java");
    box(536, 259, 192, PURPLE, "written by Python");

    box(32, 310, 286, GREY, "table langchain_llm_cache");
    String keyVals = "`key_vals|text: MD5 of llm string and prompt";
    row(342, GREY, "`key_desc|text", keyVals, "`body_blob|text: the response");
    // The hashes are those of the first vector in cache_keys.json, in the tests of core.
    String hashes = "`[\"bac6219c...\",\"acbd18db...\"]";
    row(393, GREEN, "`[\"llm_string\",\"prompt\"]", hashes, "`[\"{\\\"lc\\\": 1, ...");
    String rule = "if their prompts and llm strings are equal, character by character";
    box(32, 438, 696, BLUE, "Both services find an entry of the cache|" + rule);
    write("shared-table.svg");
  }

  /** Up to three cells of a table. */
  private void row(int y, String fill, String... cells) {
    int[] x = {32, 250, 536, 732};
    for (int i = 0; i < cells.length; i++) {
      box(x[i], y, x[i + 1] - 4 - x[i], fill, cells[i]);
    }
  }

  private void mget() throws IOException {
    String description =
        "Keys are grouped by the node that stores them, up to 20 per request. A store has up to 256"
            + " requests in flight by default, fewer while the server is slow. Other requests wait."
            + " One future completes with all values, in the order of the keys, with null for"
            + " absent keys.";
    begin(605, "How mget reads many keys", description);
    box(16, 8, 236, PURPLE, "Your call|`mgetAsync(keys)");
    box(16, 90, 236, GREY, "Group keys by node|up to 20 keys per request,|all of one replica");
    box(16, 198, 236, GREY, "Wait for a slot|calls of the store take turns,|one request each");
    box(16, 310, 236, GREY, "In flight|up to 256 requests by default,|fewer if the server is slow");
    box(16, 404, 236, GREY, "Read|each request at a replica");
    box(16, 472, 236, GREY, "Collect values|in the order of the keys,|null for an absent key");

    String nodes = "ABCAABCBC"; // the node of each key
    String[] colors = {GREEN, BLUE, ORANGE};
    for (int i = 0; i < nodes.length(); i++) {
      int node = nodes.charAt(i) - 'A';
      int place = (int) nodes.substring(0, i).chars().filter(other -> other == 'A' + node).count();
      boolean absent = i == 6;
      box(280 + 52 * i, 17, 48, colors[node], "k" + (i + 1));
      box(288 + 160 * node + 44 * place, 118, 40, colors[node], "k" + (i + 1));
      box(280 + 52 * i, 491, 48, absent ? GREY : colors[node], absent ? "null" : "v" + (i + 1));
    }
    for (int node = 0; node < colors.length; node++) {
      zone(280 + 160 * node, 98, 144, 58, "for node " + "ABC".charAt(node));
      box(288 + 160 * node, 413, 128, colors[node], "node " + "ABC".charAt(node));
    }
    zone(592, 198, 160, 88, "waiting");
    box(608, 218, 128, ORANGE, "request for C");
    box(608, 250, 128, GREY, "other calls");
    zone(272, 318, 480, 58, "in flight");
    box(288, 338, 128, GREEN, "request for A");
    box(448, 338, 128, BLUE, "request for B");
    box(608, 338, 128, GREY, "another call");
    down(47, 83, 352, 512, 672);
    down(156, 318, 352);
    down(156, 303, 512);
    down(156, 183, 672);
    down(286, 318, 672);
    down(376, 412, 352, 512, 672);
    down(441, 490, 352, 512, 672);
    down(521, 549, 512);
    box(280, 550, 464, PURPLE, "Your future|completes on the executor or the thread that waits");
    write("mget.svg");
  }

  private void listing() throws IOException {
    String description =
        "A listing divides the token ring into segments and returns their keys in ring order, page"
            + " by page. Up to eight segments are read in parallel. The server filters them by"
            + " prefix and sends no values. A later listing can continue after any page.";
    begin(408, "How a listing walks the token ring", description);
    int returned = 6;
    int sent = 14;
    for (int i = 0; i < sent; i++) {
      arc(i, i + 1, i < returned ? GREEN : BLUE);
    }
    arc(sent, RING_PARTS, GREY);
    box(88, 177, 160, GREY, "token ring|segments are read|clockwise");
    box(100, 8, 136, GREY, "start of the ring");
    down(36, 66, 168);

    box(392, 8, 352, GREEN, "Pages|up to pageSize keys, in ring order,|of one or more segments");
    box(392, 110, 308, PURPLE, "`position()|a later listing can continue here");
    String requests = "one request for each segment,|to a node that stores it;";
    String responses = "responses have keys, no values;|the server filters by prefix";
    box(392, 192, 352, BLUE, "Up to 8 segments in parallel|" + requests + "|" + responses);
    String width = "narrower segments if the last ones had|too many keys or took too long";
    box(392, 319, 352, GREY, "Rest of the ring|" + width);
    line("", 250, 89, 392, 42);
    line(HEAD, 392, 133, 308, 153);
    line("", 302, 265, 392, 244);
    line("", 196, 352, 392, 352);
    line(HEAD, 722, 192, 722, 75);
    write("listing.svg");
  }

  private void cache() throws IOException {
    String description =
        "Three callers want the same entry at the same time. The first one looks it up, the others"
            + " wait. On a hit, the model is not called. On a miss, the model is called once, and"
            + " the response is written once. All three callers get the same response.";
    begin(452, "How getOrPut shares one model call", description);
    box(16, 8, 232, PURPLE, "Java: first caller|`getOrPutAsync");
    box(264, 8, 232, PURPLE, "Java, blocking|`getOrPut");
    box(512, 8, 232, PURPLE, "Kotlin|`getOrPut");
    down(55, 88, 132, 380, 628);
    String entry = "Same cache object, prompt and llm string, at the same time";
    String leader = "The first caller does the work. The others wait for its result.";
    box(16, 88, 728, BLUE, entry + "|" + leader);
    down(135, 168, 380);
    box(264, 168, 232, BLUE, "Look up|once");
    line(BOTH_HEADS, 380, 215, 380, 282);
    box(264, 282, 232, GREEN, "Cache|Cassandra, Astra DB|or in memory");

    line(HEAD, 264, 191, 132, 191, 132, 248);
    box(172, 177, 52, GREY, "hit");
    box(16, 248, 232, GREY, "Stored response|the model is not called,|nothing is written");
    down(314, 396, 132);

    line(HEAD, 496, 191, 628, 191, 628, 228);
    box(532, 177, 60, GREY, "miss");
    box(512, 228, 232, ORANGE, "Call the model|once, by the first caller");
    down(275, 300, 628);
    box(512, 300, 232, BLUE, "Store the response|once");
    line(HEAD, 512, 323, 496, 323);
    down(347, 396, 628);
    box(16, 396, 728, PURPLE, "Response|All three callers get the same one.");
    write("cache.svg");
  }

  /** A part of the token ring, clockwise from its top. */
  private void arc(int from, int to, String color) {
    String arc =
        "<path d=\"M%sA130 130 0 %d 1 %s\" fill=\"none\" stroke=\"%s\" stroke-width=\"28\"/>";
    int large = to - from > RING_PARTS / 2 ? 1 : 0;
    add(arc, onRing(from + 0.04), large, onRing(to - 0.04), color);
  }

  private static String onRing(double part) {
    double angle = 2 * Math.PI * part / RING_PARTS;
    return String.format(
        Locale.ROOT, "%.1f %.1f", 168 + 130 * Math.sin(angle), 210 - 130 * Math.cos(angle));
  }

  /** A box with lines of text, which have a | between them. */
  private void box(int x, int y, int width, String fill, String text) {
    String[] lines = text.split("\\|");
    String rect = "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"%s\"/>";
    add(rect, x, y, width, 9 + LINE_HEIGHT * lines.length, fill);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      boolean code = line.startsWith("`");
      String font = code ? " font-family=\"monospace\"" : i == 0 ? " font-weight=\"bold\"" : "";
      String format = "<text x=\"%d\" y=\"%d\"%s>%s</text>";
      add(format, x + width / 2, y + LINE_HEIGHT * (i + 1), font, line.replace("`", ""));
    }
  }

  /** A dashed frame with a name on its upper edge. */
  private void zone(int x, int y, int w, int h, String name) {
    String rect = "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" %s stroke=\"%s\"/>";
    add(rect, x, y, w, h, "fill=\"none\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"", LINE);
    int nameWidth = 20 + 9 * name.length();
    box(x + (w - nameWidth) / 2, y - 14, nameWidth, GREY, name);
  }

  /** Vertical arrows from {@code top} to {@code bottom}. */
  private void down(int top, int bottom, int... xs) {
    for (int x : xs) {
      line(HEAD, x, top, x, bottom);
    }
  }

  /** A line along the points, each an x and a y. */
  private void line(String heads, int... points) {
    String list = Arrays.toString(points).replaceAll("[\\[\\],]", "");
    String stroke = "fill=\"none\" stroke=\"" + LINE + "\" stroke-width=\"2\" ";
    add("<polyline points=\"%s\" %s/>", list, stroke + heads);
  }

  private void add(String format, Object... args) {
    svg.append(String.format(Locale.ROOT, format, args)).append('\n');
  }

  private void begin(int height, String title, String description) {
    String start =
        """
        <!-- Made by Draw.java: change that file, then run java docs/images/Draw.java -->
        <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc"
        width="760" height="%1$d" viewBox="0 0 760 %1$d" fill="#ffffff"
        font-family="sans-serif" font-size="14" text-anchor="middle">
        <title id="title">%2$s</title>
        <desc id="desc">%3$s</desc>
        <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5"
        markerWidth="6" markerHeight="6" orient="auto-start-reverse">
        <path d="M0 0L10 5L0 10z" fill="%4$s"/></marker></defs>\
        """;
    add(start, height, title, description, LINE);
  }

  private void write(String file) throws IOException {
    Files.writeString(Path.of("docs", "images", file), svg + "</svg>\n");
  }
}
