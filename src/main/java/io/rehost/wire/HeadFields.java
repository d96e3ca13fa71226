package io.rehost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * Fields that are places in the bytes of a head, and those that were added to them. Nothing is made
 * of a field before somebody asks for it, and what nobody changes is written as it came, in runs.
 *
 * <p>Reading changes nothing, so that any thread may read what nobody writes any more. Names and
 * values that are added are not validated.
 */
public final class HeadFields extends ListedFields {
  /** What comes between name and value, in the bytes and in what is written. */
  private static final int COLON_SP = 2;

  private static final int CRLF = 2;
  private static final int SPAN = 3;
  private static final int ROOM = 6;

  /** Of the place of a text that fit in a number that has a sign. */
  private static final int LOW_BITS = 15;

  private static final int FIRST_TEXTS = 4;
  private static final CharSequence[] NONE = {};

  private final byte[] bytes;

  /**
   * For each field where its name begins, its colon is and its value ends: a head that is scanned
   * is short enough for that. What is not in the bytes is negative: the end if the value has been
   * added, the beginning if the name has been too; then {@link #textAt} knows where they are.
   */
  private short[] spans;

  /** Values that have been added, behind each its name unless that is in the bytes. */
  private CharSequence[] texts = NONE;

  private int textCount;
  private int size;

  /** A bit for each length that a name has, or has had, modulo 32: most lookups find nothing. */
  private int nameLengths;

  /**
   * Fields in {@code bytes}, which nobody may change any more.
   *
   * @param spans for each field where its name begins, its colon is and its value ends; each line
   *     is {@code name ": " value CR LF}
   */
  HeadFields(byte[] bytes, short[] spans) {
    this(bytes, spans, spans.length / SPAN);
    for (int i = 0; i < size; i++) {
      nameLengths |= 1 << nameLength(i);
    }
  }

  private HeadFields(byte[] bytes, short[] spans, int size) {
    this.bytes = bytes;
    this.spans = spans;
    this.size = size;
  }

  /**
   * No fields yet; those of {@code from} are copied in cheaply, not validated like all others.
   *
   * @param more how many there will be besides those, about
   */
  public static HttpHeaders emptyFor(HttpHeaders from, int more) {
    return from instanceof HeadFields fields
        ? new HeadFields(fields.bytes, new short[(fields.size + more) * SPAN], 0)
        : DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
  }

  /**
   * Where to copy what is to be left of {@code from} while a walk over it that has already begun
   * goes on: these fields themselves, now without any, if that saves a copy. Nobody may read them
   * in any other way from now on.
   */
  public static HttpHeaders remainderOf(HttpHeaders from) {
    if (from instanceof HeadFields fields) {
      fields.size = 0;
      fields.nameLengths = 0;
      return fields;
    }
    return emptyFor(from, 0);
  }

  @Override
  public int size() {
    return size;
  }

  int nameLength(int index) {
    int start = spans[index * SPAN];
    return start < 0 ? addedName(index).length() : spans[index * SPAN + 1] - start;
  }

  char nameChar(int index, int at) {
    int start = spans[index * SPAN];
    return start < 0 ? addedName(index).charAt(at) : (char) bytes[start + at];
  }

  private CharSequence addedName(int index) {
    return texts[textAt(index) + 1];
  }

  /** Where the value of a field is that has been added. */
  private int textAt(int index) {
    int high = -1 - spans[index * SPAN + 2];
    return spans[index * SPAN] < 0 ? high << LOW_BITS | spans[index * SPAN + 1] : high;
  }

  @Override
  int indexOf(CharSequence name, int from) {
    return (nameLengths & 1 << name.length()) == 0 ? -1 : super.indexOf(name, from);
  }

  @Override
  boolean isNamed(int index, CharSequence name) {
    int start = spans[index * SPAN];
    if (start < 0) {
      return AsciiString.contentEqualsIgnoreCase(addedName(index), name);
    }
    return spans[index * SPAN + 1] - start == name.length()
        && (name instanceof AsciiString ascii ? isAt(start, ascii) : isAt(start, name));
  }

  private boolean isAt(int start, AsciiString name) {
    byte[] other = name.array();
    int offset = name.arrayOffset() - start;
    for (int i = start; i < start + name.length(); i++) {
      if (bytes[i] != other[offset + i] && lower(bytes[i]) != lower(other[offset + i])) {
        return false;
      }
    }
    return true;
  }

  private boolean isAt(int start, CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      if (bytes[start + i] != name.charAt(i) && lower(bytes[start + i]) != lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  @Override
  String name(int index) {
    int start = spans[index * SPAN];
    return start < 0 ? addedName(index).toString() : text(start, spans[index * SPAN + 1]);
  }

  @Override
  String value(int index) {
    int end = spans[index * SPAN + 2];
    return end < 0
        ? texts[textAt(index)].toString()
        : text(spans[index * SPAN + 1] + COLON_SP, end);
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, ISO_8859_1);
  }

  @Override
  void append(CharSequence name, CharSequence value) {
    int index = grow(name.length());
    int text = addText(value);
    addText(name);
    spans[index * SPAN] = -1;
    spans[index * SPAN + 1] = (short) (text & (1 << LOW_BITS) - 1);
    spans[index * SPAN + 2] = (short) (-1 - (text >> LOW_BITS));
  }

  /** Takes over a field of the head that these fields share the bytes of. */
  void appendShared(HeadFields from, int index) {
    if (from.bytes != bytes || from.spans[index * SPAN + 2] < 0) {
      append(from.name(index), from.value(index));
      return;
    }
    int own = grow(from.nameLength(index));
    System.arraycopy(from.spans, index * SPAN, spans, own * SPAN, SPAN);
  }

  /** The same, with another value. */
  void appendShared(HeadFields from, int index, CharSequence value) {
    if (from.bytes != bytes || from.spans[index * SPAN] < 0 || textCount > Short.MAX_VALUE) {
      append(from.name(index), value);
      return;
    }
    int own = grow(from.nameLength(index));
    System.arraycopy(from.spans, index * SPAN, spans, own * SPAN, SPAN);
    spans[own * SPAN + 2] = (short) (-1 - addText(value));
  }

  private int grow(int nameLength) {
    nameLengths |= 1 << nameLength;
    if (size * SPAN == spans.length) {
      spans = Arrays.copyOf(spans, spans.length + ROOM * SPAN);
    }
    return size++;
  }

  private int addText(CharSequence text) {
    if (textCount == texts.length) {
      texts = Arrays.copyOf(texts, Math.max(FIRST_TEXTS, 2 * textCount));
    }
    texts[textCount] = text;
    return textCount++;
  }

  @Override
  void removeAt(int index) {
    int behind = size - index - 1;
    System.arraycopy(spans, (index + 1) * SPAN, spans, index * SPAN, behind * SPAN);
    size--;
  }

  /** Writes all lines and the empty one that ends a head. */
  void write(HeadBytes to) {
    int from = 0;
    int until = 0;
    for (int i = 0; i < size; i++) {
      int start = spans[i * SPAN];
      int end = spans[i * SPAN + 2];
      if (end >= 0 && start == until) {
        until = end + CRLF;
        continue;
      }
      to.add(bytes, from, until - from);
      from = 0;
      until = 0;
      if (end >= 0) {
        from = start;
        until = end + CRLF;
      } else {
        writeAdded(i, to);
      }
    }
    to.add(bytes, from, until - from);
    to.add('\r', '\n');
  }

  private void writeAdded(int index, HeadBytes to) {
    int start = spans[index * SPAN];
    if (start < 0) {
      to.add(addedName(index));
      to.add(':', ' ');
    } else {
      to.add(bytes, start, spans[index * SPAN + 1] + COLON_SP - start);
    }
    to.add(texts[textAt(index)]);
    to.add('\r', '\n');
  }
}
