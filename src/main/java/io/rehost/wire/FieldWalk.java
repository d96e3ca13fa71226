package io.rehost.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** One look at each field of a head, in order, which makes objects only of what is asked for. */
public abstract sealed class FieldWalk {
  private FieldWalk() {}

  /**
   * A walk that stands before the first field; nobody may change {@code fields} meanwhile, but for
   * {@link HeadFields#remainderOf}.
   */
  public static FieldWalk over(HttpHeaders fields) {
    return fields instanceof HeadFields places ? new Places(places) : new Entries(fields);
  }

  /** Goes to the next field; false if there is none. */
  public abstract boolean next();

  /** The length of the field's name. */
  public abstract int nameLength();

  /** One character of the field's name, from 0. */
  public abstract char nameChar(int index);

  /** Whether the field has that name, whatever the case. */
  public abstract boolean isNamed(AsciiString name);

  /** The field's name as it was written. */
  public abstract CharSequence name();

  /** The field's value. */
  public abstract CharSequence value();

  /** Adds the field to others, as it is. */
  public abstract void copyTo(HttpHeaders others);

  /** Adds the field to others with another value. */
  public abstract void copyTo(HttpHeaders others, CharSequence value);

  private static final class Places extends FieldWalk {
    private final HeadFields fields;
    private final int size;
    private int at = -1;

    Places(HeadFields fields) {
      this.fields = fields;
      this.size = fields.size();
    }

    @Override
    public boolean next() {
      at++;
      return at < size;
    }

    @Override
    public int nameLength() {
      return fields.nameLength(at);
    }

    @Override
    public char nameChar(int index) {
      return fields.nameChar(at, index);
    }

    @Override
    public boolean isNamed(AsciiString name) {
      return fields.isNamed(at, name);
    }

    @Override
    public CharSequence name() {
      return fields.name(at);
    }

    @Override
    public CharSequence value() {
      return fields.value(at);
    }

    @Override
    public void copyTo(HttpHeaders others) {
      if (others instanceof HeadFields places) {
        places.appendShared(fields, at);
      } else {
        others.add(name(), value());
      }
    }

    @Override
    public void copyTo(HttpHeaders others, CharSequence value) {
      if (others instanceof HeadFields places) {
        places.appendShared(fields, at, value);
      } else {
        others.add(name(), value);
      }
    }
  }

  private static final class Entries extends FieldWalk {
    private final Iterator<Map.Entry<CharSequence, CharSequence>> entries;
    private CharSequence name = "";
    private CharSequence value = "";

    Entries(HttpHeaders fields) {
      this.entries = fields.iteratorCharSequence();
    }

    @Override
    public boolean next() {
      boolean more = entries.hasNext();
      if (more) {
        var entry = entries.next();
        name = entry.getKey();
        value = entry.getValue();
      }
      return more;
    }

    @Override
    public int nameLength() {
      return name.length();
    }

    @Override
    public char nameChar(int index) {
      return name.charAt(index);
    }

    @Override
    public boolean isNamed(AsciiString other) {
      return other.contentEqualsIgnoreCase(name);
    }

    @Override
    public CharSequence name() {
      return name;
    }

    @Override
    public CharSequence value() {
      return value;
    }

    @Override
    public void copyTo(HttpHeaders others) {
      others.add(name, value);
    }

    @Override
    public void copyTo(HttpHeaders others, CharSequence otherValue) {
      others.add(name, otherValue);
    }
  }
}
