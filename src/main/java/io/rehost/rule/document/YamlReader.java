package io.rehost.rule.document;

import io.rehost.rule.document.Yaml.Entry;
import io.rehost.rule.document.Yaml.Forbidden;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.Event.ID;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Text to YAML nodes, from parser events: aliases are seen rather than followed, so that a short
 * text can't grow, and no text decides which Java type is made.
 */
final class YamlReader {
  /** Deeper than any manifest; keeps the recursion here from meeting the end of the stack. */
  private static final int MAX_DEPTH = 200;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
  private static final ScalarResolver TYPES = new CoreScalarResolver(false);

  private final Iterator<Event> events;
  private Place last = Place.START;

  private YamlReader(String text) {
    this.events = new Parse(SETTINGS).parseString(text).iterator();
  }

  /** What a text holds. */
  sealed interface Stream {
    /** The YAML documents in it, those of no content left out. */
    record Documents(List<Yaml> roots) implements Stream {}

    /**
     * It isn't YAML; a parser can't go on after that.
     *
     * @param found the line, or the character
     * @param expected what is wrong with it, in the parser's words
     */
    record Malformed(String found, String expected, Place place) implements Stream {}
  }

  /** Reads all YAML documents of a text. */
  static Stream read(String text) {
    YamlReader reader = new YamlReader(text);
    try {
      return new Stream.Documents(reader.documents());
    } catch (TooDeep e) {
      return malformed(text, e.place, "at most " + MAX_DEPTH + " levels");
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(YamlReader::place).orElse(reader.last);
      return malformed(text, place, "YAML: " + e.getProblem());
    } catch (ReaderException e) {
      Place place = placeOf(text, e.getPosition());
      String found = String.format("U+%04X", e.getCodePoint());
      return new Stream.Malformed(found, "YAML: a printable character", place);
    } catch (YamlEngineException e) {
      return malformed(text, reader.last, "YAML: " + e.getMessage());
    }
  }

  private static Stream.Malformed malformed(String text, Place place, String expected) {
    String line = text.lines().skip(place.line() - 1L).findFirst().orElse("");
    return new Stream.Malformed(line.strip(), expected, place);
  }

  private static Place placeOf(String text, int codePoints) {
    int end = text.offsetByCodePoints(0, codePoints);
    int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    int start = text.lastIndexOf('\n', end - 1) + 1;
    return new Place(line, 1 + text.codePointCount(start, end));
  }

  private List<Yaml> documents() {
    List<Yaml> roots = new ArrayList<>();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent node) {
        Yaml root = node(node, 0);
        if (!isEmptyPlainScalar(root)) {
          roots.add(root);
        }
      }
    }
    return roots;
  }

  private static boolean isEmptyPlainScalar(Yaml root) {
    return root instanceof Yaml.Text(String value, Yaml.Type type, Place _)
        && type == Yaml.Type.NULL
        && value.isEmpty();
  }

  private Yaml node(NodeEvent event, int depth) {
    Place place = event.getStartMark().map(YamlReader::place).orElse(last);
    last = place;
    if (depth > MAX_DEPTH) {
      throw new TooDeep(place);
    }
    return switch (event) {
      case AliasEvent alias -> new Forbidden("*" + alias.getAlias(), place);
      case ScalarEvent scalar -> marked(scalar, scalar.getTag(), scalar(scalar, place));
      case CollectionStartEvent start when start.getEventId() == ID.SequenceStart ->
          marked(start, start.getTag(), items(place, depth));
      case CollectionStartEvent start -> marked(start, start.getTag(), fields(place, depth));
      default -> throw new IllegalStateException("no such node in YAML: " + event);
    };
  }

  /** The node, or the anchor or tag in front of it, which says more than the node. */
  private static Yaml marked(NodeEvent event, Optional<String> tag, Yaml node) {
    if (tag.isPresent()) {
      return new Forbidden(
          tag.get().startsWith("!") ? tag.get() : "!!" + local(tag.get()), node.place());
    }
    return event
        .getAnchor()
        .<Yaml>map(anchor -> new Forbidden("&" + anchor.getValue(), node.place()))
        .orElse(node);
  }

  private static String local(String tag) {
    return tag.startsWith(Tag.PREFIX) ? tag.substring(Tag.PREFIX.length()) : tag;
  }

  private static Yaml.Text scalar(ScalarEvent event, Place place) {
    Tag tag = TYPES.resolve(event.getValue(), event.isPlain());
    Yaml.Type type = Yaml.Type.TEXT;
    if (tag.equals(Tag.NULL)) {
      type = Yaml.Type.NULL;
    } else if (tag.equals(Tag.BOOL)) {
      type = Yaml.Type.BOOLEAN;
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      type = Yaml.Type.NUMBER;
    }
    return new Yaml.Text(event.getValue(), type, place);
  }

  private Yaml.Items items(Place place, int depth) {
    List<Yaml> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != ID.SequenceEnd) {
      items.add(node((NodeEvent) event, depth + 1));
      event = events.next();
    }
    return new Yaml.Items(items, place);
  }

  private Yaml.Fields fields(Place place, int depth) {
    List<Entry> entries = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != ID.MappingEnd) {
      Yaml key = node((NodeEvent) event, depth + 1);
      entries.add(new Entry(key, node((NodeEvent) events.next(), depth + 1)));
      event = events.next();
    }
    return new Yaml.Fields(entries, place);
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Ends the reading of a text; never leaves this class. */
  private static final class TooDeep extends RuntimeException {
    private final transient Place place;

    TooDeep(Place place) {
      super("nested too deeply", null, false, false);
      this.place = place;
    }
  }
}
