package io.rehost.cli;

import io.rehost.rule.Authority;
import io.rehost.rule.RequestHead;
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
  TypedRequest {
    fields = List.copyOf(fields);
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
