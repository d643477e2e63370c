package dev.bytestore.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A flame graph of stacks, as an SVG. Narrow bars are left out, so that the file stays small. */
final class FlameGraph {

  private static final int WIDTH = 1_000;
  private static final int ROW = 16;
  private static final int TOP = 40;
  private static final double CHARACTER = 6.2;
  private static final double NARROWEST = 4;
  private static final int DEEPEST = 60;

  private final Node root = new Node();

  /** A method on the stacks that have the same methods below it. */
  private static final class Node {
    final Map<String, Node> children = new TreeMap<>();
    int samples;
  }

  /** Adds a sample, the outermost method first. */
  void add(List<String> stack) {
    Node node = root;
    node.samples++;
    for (String method : stack) {
      node = node.children.computeIfAbsent(method, name -> new Node());
      node.samples++;
    }
  }

  String svg(String title) {
    StringBuilder bars = new StringBuilder();
    int rows = draw(root, 0, 0, bars);
    int height = TOP + rows * ROW + 10;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
    font-family="monospace" font-size="10" role="img">
    <title>%3$s</title>
    <rect width="%1$d" height="%2$d" fill="#ffffff"/>
    <text x="8" y="24" font-size="14" font-family="sans-serif" fill="#1f2328">%3$s</text>
    %4$s</svg>
    """
        .formatted(WIDTH, height, title, bars);
  }

  /** Draws what is above {@code node}, and returns the number of rows. */
  private int draw(Node node, double x, int row, StringBuilder bars) {
    int rows = row;
    double at = x;
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      double width = (double) child.getValue().samples / root.samples * WIDTH;
      if (width >= NARROWEST && row < DEEPEST) {
        bar(child.getKey(), at, width, row, bars);
        rows = Math.max(rows, draw(child.getValue(), at, row + 1, bars));
      }
      at += width;
    }
    return Math.max(rows, row);
  }

  private static void bar(String method, double x, double width, int row, StringBuilder bars) {
    int y = TOP + row * ROW;
    bars.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
            x,
            y,
            Math.max(1, width - 0.5),
            ROW - 1,
            color(method)));
    String name = shortName(method);
    int letters = (int) ((width - 4) / CHARACTER);
    if (letters > 3) {
      String text = name.length() <= letters ? name : name.substring(0, letters);
      bars.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
              x + 2,
              y + 11,
              text.replace("&", "&amp;").replace("<", "&lt;")));
    }
  }

  private static String shortName(String method) {
    String name = method.replaceAll("\\$\\$Lambda[^.]*", "\\$lambda");
    int dot = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
    return name.substring(dot + 1);
  }

  private static String color(String method) {
    if (method.startsWith("dev.bytestore.benchmark")) {
      return "#d0d7de";
    }
    if (method.startsWith("dev.bytestore")) {
      return "#f4a259";
    }
    if (method.startsWith("com.datastax")) {
      return "#9cc4f2";
    }
    return method.startsWith("io.netty") ? "#a8d8a0" : "#eadca6";
  }
}
