package io.rehost.cli;

import io.rehost.rule.Authority;
import io.rehost.rule.HostPattern;
import io.rehost.rule.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request that a person asks about, as a client such as curl would send it.
 *
 * @param url as typed
 * @param target in origin-form (RFC 9112 3.2.1)
 * @param fields in order, exactly one Host among them
 */
record TypedRequest(
    String method, String url, String target, Authority authority, List<Field> fields)
    implements RequestHead {
  /** What {@link #isMethod} accepts, in words. */
  static final String METHOD_EXPECTED = "a method, such as GET";

  /** What a Host must be, in words. */
  static final String HOST_EXPECTED = "one Host, HOST[:port]";

  TypedRequest {
    fields = List.copyOf(fields);
  }

  /** What becomes of what a person has typed. */
  sealed interface Reading {}

  /** It is a request. */
  record Right(TypedRequest request) implements Reading {}

  /**
   * The URL is none.
   *
   * @param expected the accepted form
   */
  record WrongUrl(String expected) implements Reading {}

  /** There are several fields named Host, the last being {@code host}, or one that is no host. */
  record WrongHost(String host) implements Reading {}

  /** Whether a method may have that name. */
  static boolean isMethod(String text) {
    return text.matches(Field.TOKEN);
  }

  /**
   * Reads a request; adds the Host that curl would add.
   *
   * @param method for which {@link #isMethod} holds
   */
  static Reading of(String method, String url, List<Field> fields) {
    TypedUrl read = TypedUrl.parse(url);
    if (read == null) {
      return new WrongUrl(TypedUrl.EXPECTED + HostPattern.hint(url));
    }
    List<String> hosts =
        fields.stream().filter(field -> field.is("Host")).map(Field::value).toList();
    if (hosts.isEmpty()) {
      List<Field> all = new ArrayList<>(fields);
      all.addFirst(new Field("Host", read.host()));
      return new Right(new TypedRequest(method, url, read.target(), read.authority(), all));
    }
    Authority authority = Authority.parse(hosts.getFirst());
    return hosts.size() > 1 || authority == null
        ? new WrongHost(hosts.getLast())
        : new Right(new TypedRequest(method, url, read.target(), authority, fields));
  }

  @Override
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  @Override
  public @Nullable String query() {
    int query = target.indexOf('?');
    return query < 0 ? null : target.substring(query + 1);
  }

  @Override
  public List<String> fieldValues(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }
}
