package io.rehost.wire;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fields as a list that is searched from its beginning: a head has few of them. All that Netty
 * wants of fields, made of what a list can do. Names are compared without case; nothing is
 * validated.
 */
abstract class ListedFields extends HttpHeaders {
  /** Whether the field is called {@code name}, whatever the case. */
  abstract boolean isNamed(int index, CharSequence name);

  abstract String name(int index);

  abstract String value(int index);

  abstract void append(CharSequence name, CharSequence value);

  abstract void removeAt(int index);

  /** The first field of that name from {@code from} on; -1 if there is none. */
  int indexOf(CharSequence name, int from) {
    for (int i = from; i < size(); i++) {
      if (isNamed(i, name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public @Nullable String get(CharSequence name) {
    int index = indexOf(name, 0);
    return index < 0 ? null : value(index);
  }

  @Override
  public @Nullable String get(String name) {
    return get((CharSequence) name);
  }

  @Override
  public List<String> getAll(CharSequence name) {
    int index = indexOf(name, 0);
    if (index < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(1);
    for (; index >= 0; index = indexOf(name, index + 1)) {
      values.add(value(index));
    }
    return values;
  }

  @Override
  public List<String> getAll(String name) {
    return getAll((CharSequence) name);
  }

  @Override
  public boolean contains(CharSequence name) {
    return indexOf(name, 0) >= 0;
  }

  @Override
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /** Without an iterator over nothing: most heads have no such field. */
  @Override
  public boolean containsValue(CharSequence name, CharSequence value, boolean ignoreCase) {
    return contains(name) && super.containsValue(name, value, ignoreCase);
  }

  @Override
  public @Nullable Integer getInt(CharSequence name) {
    String value = get(name);
    try {
      return value == null ? null : Integer.valueOf(value);
    } catch (NumberFormatException e) {
      return null; // as Netty says of what is no number
    }
  }

  @Override
  public int getInt(CharSequence name, int otherwise) {
    Integer value = getInt(name);
    return value == null ? otherwise : value;
  }

  @Override
  public @Nullable Short getShort(CharSequence name) {
    Integer value = getInt(name);
    return value == null || value != value.shortValue() ? null : Short.valueOf(value.shortValue());
  }

  @Override
  public short getShort(CharSequence name, short otherwise) {
    Short value = getShort(name);
    return value == null ? otherwise : value;
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // Netty's form of a time
  public @Nullable Long getTimeMillis(CharSequence name) {
    String value = get(name);
    Date time = value == null ? null : DateFormatter.parseHttpDate(value);
    return time == null ? null : Long.valueOf(time.getTime());
  }

  @Override
  public long getTimeMillis(CharSequence name, long otherwise) {
    Long value = getTimeMillis(name);
    return value == null ? otherwise : value;
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public Set<String> names() {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < size(); i++) {
      String name = name(i);
      if (seen.add(name)) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> entries = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      entries.add(Map.entry(name(i), value(i)));
    }
    return entries;
  }

  /** Not to be called by anybody but a for loop, says Netty. */
  @Override
  @Deprecated
  public Iterator<Map.Entry<String, String>> iterator() {
    return each(i -> Map.entry(name(i), value(i)));
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
    return each(i -> Map.entry(name(i), value(i)));
  }

  private <T> Iterator<T> each(IntFunction<T> field) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return field.apply(next++);
      }
    };
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    append(name, value instanceof CharSequence text ? text : value.toString());
    return this;
  }

  @Override
  public HttpHeaders add(String name, Object value) {
    return add((CharSequence) name, value);
  }

  @Override
  public HttpHeaders add(String name, Iterable<?> values) {
    values.forEach(value -> add(name, value));
    return this;
  }

  @Override
  public HttpHeaders addInt(CharSequence name, int value) {
    return add(name, Integer.toString(value));
  }

  @Override
  public HttpHeaders addShort(CharSequence name, short value) {
    return add(name, Short.toString(value));
  }

  @Override
  public HttpHeaders set(CharSequence name, Object value) {
    return remove(name).add(name, value);
  }

  @Override
  public HttpHeaders set(String name, Object value) {
    return set((CharSequence) name, value);
  }

  @Override
  public HttpHeaders set(String name, Iterable<?> values) {
    return remove((CharSequence) name).add(name, values);
  }

  @Override
  public HttpHeaders setInt(CharSequence name, int value) {
    return set(name, Integer.toString(value));
  }

  @Override
  public HttpHeaders setShort(CharSequence name, short value) {
    return set(name, Short.toString(value));
  }

  @Override
  public HttpHeaders remove(CharSequence name) {
    for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i)) {
      removeAt(i);
    }
    return this;
  }

  @Override
  public HttpHeaders remove(String name) {
    return remove((CharSequence) name);
  }

  @Override
  public HttpHeaders clear() {
    for (int i = size() - 1; i >= 0; i--) {
      removeAt(i);
    }
    return this;
  }
}
