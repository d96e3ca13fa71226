package io.rehost.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request head made of its parts. */
record TestHead(
    String method, Authority authority, String path, @Nullable String query, List<Field> fields)
    implements RequestHead {

  record Field(String name, String value) {}

  /** {@code GET} of an URL without scheme: {@code a.test/x?y=1}. */
  static TestHead get(String url) {
    int slash = url.indexOf('/');
    int mark = url.indexOf('?');
    String host = slash < 0 ? url : url.substring(0, slash);
    String path = slash < 0 ? "/" : url.substring(slash, mark < 0 ? url.length() : mark);
    return new TestHead(
        "GET",
        Objects.requireNonNull(Authority.parse(host), host),
        path,
        mark < 0 ? null : url.substring(mark + 1),
        List.of());
  }

  TestHead withMethod(String method) {
    return new TestHead(method, authority, path, query, fields);
  }

  TestHead withPath(String path) {
    return new TestHead(method, authority, path, query, fields);
  }

  TestHead with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new TestHead(method, authority, path, query, more);
  }

  @Override
  public List<String> fieldValues(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
