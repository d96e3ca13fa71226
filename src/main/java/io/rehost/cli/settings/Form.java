package io.rehost.cli.settings;

import io.rehost.injector.ObjectNames;
import io.rehost.injector.Resources;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value.
 *
 * @param expected the accepted form, in words that end a problem's line
 * @param read empty if the text is not of that form; texts come trimmed and are never blank
 */
record Form<T>(String expected, Function<String, Optional<T>> read) {
  /** {@code true} or {@code 1}, {@code false} or {@code 0}. */
  static final Form<Boolean> BOOLEAN =
      new Form<>(
          "true or false",
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "1" -> Optional.of(true);
                case "false", "0" -> Optional.of(false);
                default -> Optional.empty();
              });

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** For what is judged elsewhere. */
  static final Form<String> ANY_TEXT = new Form<>("a text", Optional::of);

  /** A Kubernetes object's name (DNS-1123 subdomain). */
  static final Form<String> OBJECT_NAME =
      new Form<>(
          "the name of a Kubernetes object, such as shop-rules",
          text -> Optional.of(text).filter(ObjectNames::isName));

  /** A namespace (DNS-1123 label). */
  static final Form<String> NAMESPACE = pattern("the name of a Kubernetes namespace", LABEL);

  /** A Service (DNS-1035 label). */
  static final Form<String> SERVICE =
      pattern("the name of a Kubernetes Service", "[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Labels that objects are selected by. */
  static final Form<String> LABEL_SELECTOR =
      pattern(
          "labels such as app=rehost,part=injector",
          "[\\w./-]{1,317}=[\\w.-]{0,63}(,[\\w./-]{1,317}=[\\w.-]{0,63})*");

  /** A DNS name, as a certificate bears it. */
  static final Form<String> DNS_NAME =
      pattern(
              "a host name",
              "(?=.{1,253}$)(?!.*\\.[0-9]+$)(?![0-9]+$)" + LABEL + "(\\." + LABEL + ")*")
          .after(text -> text.toLowerCase(Locale.ROOT));

  private static final String TOKEN_CHAR = "[!#$%&'*+.^_`|~0-9A-Za-z-]";

  /** A token (RFC 9110 5.6.2). */
  static final Form<String> TOKEN = pattern("a token (RFC 9110 5.6.2)", TOKEN_CHAR + "+");

  /** A pseudonym, or a host with an optional port (RFC 9110 7.6.3, RFC 8586 2). */
  static final Form<String> PSEUDONYM =
      pattern("a name such as edge-1, or host:port", TOKEN_CHAR + "+(:[0-9]{1,5})?");

  /** A field's name (RFC 9110 5.1), or the start or end of one. */
  static final Form<String> FIELD_GLOB =
      pattern(
              "a field name, * at its start or end for the rest, such as *-pin",
              "(?!\\*+$)\\*?" + TOKEN_CHAR.replace("*", "") + "+\\*?")
          .after(text -> text.toLowerCase(Locale.ROOT));

  /** A container image, by tag or digest. */
  static final Form<String> IMAGE =
      pattern("a container image, such as registry.test/rehost:1.0", "[a-z0-9][\\w.:/@-]{0,511}");

  /** When a node fetches an image. */
  static final Form<String> PULL_POLICY =
      pattern("Always, IfNotPresent or Never", "Always|IfNotPresent|Never");

  /** A user id that is not root's; {@code none} is empty. */
  static final Form<OptionalLong> USER =
      new Form<>(
          "a user id from 1 to 4294967294, or none",
          text -> {
            if (text.equals("none")) {
              return Optional.of(OptionalLong.empty());
            }
            long id = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
            return id > 0 && id < 0xFFFF_FFFFL
                ? Optional.of(OptionalLong.of(id))
                : Optional.empty();
          });

  /** A Kubernetes quantity above zero. */
  static final Form<String> QUANTITY =
      new Form<>(
          "a Kubernetes quantity above zero, such as 50m or 128Mi",
          text -> Optional.of(text).filter(t -> Resources.amount(t) != null));

  /** A file's path; whether it is there is not asked. */
  static final Form<Path> FILE =
      new Form<>(
          "a file's path",
          text -> text.indexOf('\0') < 0 ? Optional.of(Path.of(text)) : Optional.empty());

  /** One of an enumeration's constants, in lower case with dashes; any case is accepted. */
  static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
    E[] constants = type.getEnumConstants();
    String expected = Arrays.stream(constants).map(Form::word).collect(Collectors.joining(", "));
    return new Form<>(
        expected,
        text ->
            Arrays.stream(constants)
                .filter(constant -> word(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst());
  }

  /** A whole number within bounds, both included. */
  static Form<Integer> number(int least, int most) {
    return new Form<>(
        "a number from " + least + " to " + most,
        text ->
            text.matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(text)).filter(n -> n >= least && n <= most)
                : Optional.empty());
  }

  /** A text that matches as a whole. */
  static Form<String> pattern(String expected, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new Form<>(
        expected, text -> pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty());
  }

  /** The same, with the text changed first. */
  private Form<T> after(Function<String, String> change) {
    return new Form<>(expected, text -> read.apply(change.apply(text)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
