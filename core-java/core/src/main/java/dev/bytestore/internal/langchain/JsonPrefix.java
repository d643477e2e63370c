package dev.bytestore.internal.langchain;

/**
 * Finds the longest prefix of a text that becomes JSON if its open objects and lists are closed.
 */
final class JsonPrefix {

  private enum State {
    VALUE,
    FIRST_ELEMENT,
    FIRST_NAME,
    NAME,
    COLON,
    AFTER_VALUE,
    STRING,
    ESCAPE,
    HEX,
    WORD,
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS,
    NOT_JSON;

    boolean mayClose() {
      return this == FIRST_ELEMENT || this == FIRST_NAME || this == AFTER_VALUE || endsNumber();
    }

    boolean endsNumber() {
      return this == ZERO || this == INTEGER || this == FRACTION || this == EXPONENT_DIGITS;
    }
  }

  private final String wantedOpen;
  private final StringBuilder open = new StringBuilder();
  private State state = State.VALUE;

  /**
   * How many brackets at the start of {@link #open} are those at the start of {@link #wantedOpen}.
   */
  private int same;

  private boolean isName;
  private int hexDigits;
  private String word = "";

  private JsonPrefix(String wantedOpen) {
    this.wantedOpen = wantedOpen;
  }

  /**
   * Returns the length of the longest prefix of {@code text} in which exactly the brackets {@code
   * open} are open, and which is JSON once they are closed. Returns -1 if there is none.
   */
  static int lastThatCloses(CharSequence text, String open) {
    JsonPrefix prefix = new JsonPrefix(open);
    int last = -1;
    for (int i = 0; i < text.length() && prefix.state != State.NOT_JSON; i++) {
      prefix.state = prefix.next(text.charAt(i));
      boolean asWanted = prefix.open.length() == open.length() && prefix.same == open.length();
      if (asWanted && prefix.state.mayClose()) {
        last = i + 1;
      }
    }
    return last;
  }

  private State next(char unit) {
    if (state.endsNumber() && "0123456789.eE".indexOf(unit) < 0) {
      state = State.AFTER_VALUE;
    }
    return switch (state) {
      case STRING -> inString(unit);
      case ESCAPE -> afterBackslash(unit);
      case HEX -> hexDigit(unit);
      case WORD -> inWord(unit);
      case VALUE, FIRST_ELEMENT, FIRST_NAME, NAME, COLON, AFTER_VALUE ->
          " \t\n\r".indexOf(unit) >= 0 ? state : between(unit);
      default -> inNumber(unit);
    };
  }

  private State between(char unit) {
    return switch (state) {
      case FIRST_ELEMENT -> unit == ']' ? close('[') : value(unit);
      case FIRST_NAME -> unit == '}' ? close('{') : name(unit);
      case NAME -> name(unit);
      case COLON -> unit == ':' ? State.VALUE : State.NOT_JSON;
      case AFTER_VALUE -> afterValue(unit);
      default -> value(unit);
    };
  }

  private State value(char unit) {
    isName = false;
    return switch (unit) {
      case '"' -> State.STRING;
      case '{' -> open(unit, State.FIRST_NAME);
      case '[' -> open(unit, State.FIRST_ELEMENT);
      case '-' -> State.MINUS;
      case '0' -> State.ZERO;
      case 't' -> word("rue");
      case 'f' -> word("alse");
      case 'n' -> word("ull");
      case 'N' -> word("aN");
      case 'I' -> word("nfinity");
      default -> unit >= '1' && unit <= '9' ? State.INTEGER : State.NOT_JSON;
    };
  }

  private State name(char unit) {
    isName = true;
    return unit == '"' ? State.STRING : State.NOT_JSON;
  }

  private State afterValue(char unit) {
    char last = open.isEmpty() ? ' ' : open.charAt(open.length() - 1);
    return switch (unit) {
      case ',' -> last == '{' ? State.NAME : last == '[' ? State.VALUE : State.NOT_JSON;
      case '}' -> close('{');
      case ']' -> close('[');
      default -> State.NOT_JSON;
    };
  }

  private State open(char bracket, State inside) {
    int depth = open.length();
    if (same == depth && depth < wantedOpen.length() && wantedOpen.charAt(depth) == bracket) {
      same++;
    }
    open.append(bracket);
    return inside;
  }

  private State close(char bracket) {
    int last = open.length() - 1;
    if (last < 0 || open.charAt(last) != bracket) {
      return State.NOT_JSON;
    }
    open.setLength(last);
    same = Math.min(same, last);
    return State.AFTER_VALUE;
  }

  private State inString(char unit) {
    return switch (unit) {
      case '"' -> isName ? State.COLON : State.AFTER_VALUE;
      case '\\' -> State.ESCAPE;
      default -> State.STRING;
    };
  }

  private State afterBackslash(char unit) {
    hexDigits = 4;
    return unit == 'u'
        ? State.HEX
        : "\"\\/bfnrt".indexOf(unit) >= 0 ? State.STRING : State.NOT_JSON;
  }

  private State hexDigit(char unit) {
    boolean isDigit = "0123456789abcdefABCDEF".indexOf(unit) >= 0;
    return !isDigit ? State.NOT_JSON : --hexDigits == 0 ? State.STRING : State.HEX;
  }

  private State word(String rest) {
    word = rest;
    return State.WORD;
  }

  private State inWord(char unit) {
    if (word.charAt(0) != unit) {
      return State.NOT_JSON;
    }
    word = word.substring(1);
    return word.isEmpty() ? State.AFTER_VALUE : State.WORD;
  }

  private State inNumber(char unit) {
    boolean isDigit = unit >= '0' && unit <= '9';
    return switch (state) {
      case MINUS ->
          isDigit
              ? (unit == '0' ? State.ZERO : State.INTEGER)
              : unit == 'I' ? word("nfinity") : State.NOT_JSON;
      case ZERO, INTEGER ->
          isDigit && state == State.INTEGER
              ? State.INTEGER
              : unit == '.' ? State.POINT : isExponent(unit);
      case POINT -> isDigit ? State.FRACTION : State.NOT_JSON;
      case FRACTION -> isDigit ? State.FRACTION : isExponent(unit);
      case EXPONENT -> unit == '+' || unit == '-' ? State.EXPONENT_SIGN : exponentDigit(isDigit);
      default -> exponentDigit(isDigit);
    };
  }

  private static State isExponent(char unit) {
    return unit == 'e' || unit == 'E' ? State.EXPONENT : State.NOT_JSON;
  }

  private static State exponentDigit(boolean isDigit) {
    return isDigit ? State.EXPONENT_DIGITS : State.NOT_JSON;
  }
}
