package dev.jimm.app.analyze;

/**
 * Writes HTML that is well-formed XML, too. Text and attributes are escaped here and nowhere else: names of files and
 * classes are foreign input.
 */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** Opens an element; attributes are names and values in turns. */
    Html open(String element, Object... attributes) {
        text.append('<').append(element);
        attributes(attributes);
        text.append('>');
        return this;
    }

    Html close(String element) {
        text.append("</").append(element).append(">\n");
        return this;
    }

    /** An element without content. */
    Html empty(String element, Object... attributes) {
        text.append('<').append(element);
        attributes(attributes);
        text.append("/>");
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String element, String content, Object... attributes) {
        return open(element, attributes).text(content).close(element);
    }

    Html text(String content) {
        text.append(escaped(content));
        return this;
    }

    /** What is HTML already, and our own. */
    Html raw(String html) {
        text.append(html);
        return this;
    }

    private void attributes(Object... attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            text.append(escaped(attributes[i + 1].toString())).append('"');
        }
    }

    private static String escaped(String content) {
        StringBuilder result = new StringBuilder();
        content.codePoints().forEach(letter -> {
            switch (letter) {
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '&' -> result.append("&amp;");
                case '"' -> result.append("&quot;");
                case '\'' -> result.append("&#39;");
                default -> result.appendCodePoint(isAllowed(letter) ? letter : 0xfffd);
            }
        });
        return result.toString();
    }

    /** No control characters but line ends and tabs, and no halves of characters. */
    private static boolean isAllowed(int letter) {
        return letter == '\n'
                || letter == '\t'
                || !Character.isISOControl(letter)
                        && Character.getType(letter) != Character.SURROGATE
                        && letter != 0xfffe
                        && letter != 0xffff;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
