package io.rehost.packaging;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the static fields of a class lead to, through our own objects, collections, maps and arrays:
 * not through those of libraries, whose fields nobody may look into.
 */
final class BuildTimeHeap {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();

  private BuildTimeHeap() {}

  /** Initializes the class. */
  static BuildTimeHeap ofStatics(Class<?> type) throws IllegalAccessException {
    BuildTimeHeap heap = new BuildTimeHeap();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        heap.reach(field.get(null));
      }
    }
    while (!heap.open.isEmpty()) {
      heap.follow(heap.open.pop());
    }
    return heap;
  }

  boolean holds(Predicate<Object> kind) {
    return seen.stream().anyMatch(kind);
  }

  private void reach(@Nullable Object value) {
    if (value != null && seen.add(value)) {
      open.push(value);
    }
  }

  private void follow(Object value) throws IllegalAccessException {
    switch (value) {
      case Collection<?> many -> many.forEach(this::reach);
      case Map<?, ?> map -> {
        map.keySet().forEach(this::reach);
        map.values().forEach(this::reach);
      }
      case Object[] many -> Arrays.asList(many).forEach(this::reach);
      default -> followFields(value);
    }
  }

  private void followFields(Object value) throws IllegalAccessException {
    for (Class<?> type = value.getClass(); isOurs(type); type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          reach(field.get(value));
        }
      }
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("io.rehost.");
  }
}
