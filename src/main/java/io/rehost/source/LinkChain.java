package io.rehost.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The directory entries that decide what a path leads to.
 *
 * <p>A mounted ConfigMap is {@code DIR/rules.yaml -> ..data/rules.yaml} with {@code DIR/..data ->
 * ..2026_11_22}; the kubelet renames a new {@code ..data} over the old one, so the file itself sees
 * no event. The entries to watch are every symbolic link on the way, and the file or the first name
 * that is missing. Plain directories on the way are not watched: renaming one is left to the
 * watcher's regular check.
 */
final class LinkChain {
  /** Linux gives up at 40 as well; reading the file then says so. */
  private static final int MAX_LINKS = 40;

  private LinkChain() {}

  /**
   * Directories, each with the names in it that matter.
   *
   * @param file may be missing, as may its directories
   * @throws IOException if a link vanishes while it is being read; ask again
   */
  static Map<Path, Set<Path>> of(Path file) throws IOException {
    Map<Path, Set<Path>> entries = new LinkedHashMap<>();
    Path absolute = file.toAbsolutePath();
    Path at = root(absolute);
    Deque<Path> names = new ArrayDeque<>();
    absolute.forEach(names::add);
    int links = 0;
    while (!names.isEmpty()) {
      Path name = names.remove();
      Path next = step(at, name);
      if (Files.isSymbolicLink(next)) {
        note(entries, at, name);
        if (++links > MAX_LINKS) {
          return entries;
        }
        Path target = Files.readSymbolicLink(next);
        at = target.isAbsolute() ? root(target) : at;
        prepend(names, target);
      } else if (names.isEmpty() || !Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
        note(entries, at, name);
        return entries;
      } else {
        at = next;
      }
    }
    return entries;
  }

  /** {@code at} holds no links any more, so going up by text is going up in the file system. */
  private static Path step(Path at, Path name) {
    return switch (name.toString()) {
      case ".", "" -> at;
      case ".." -> Objects.requireNonNullElse(at.getParent(), at);
      default -> at.resolve(name);
    };
  }

  private static void prepend(Deque<Path> names, Path target) {
    for (int i = target.getNameCount() - 1; i >= 0; i--) {
      names.addFirst(target.getName(i));
    }
  }

  private static void note(Map<Path, Set<Path>> entries, Path directory, Path name) {
    entries.computeIfAbsent(directory, d -> new LinkedHashSet<>()).add(name);
  }

  private static Path root(Path absolute) {
    return Objects.requireNonNull(absolute.getRoot(), "an absolute path has a root");
  }
}
