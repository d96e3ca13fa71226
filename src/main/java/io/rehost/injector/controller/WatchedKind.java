package io.rehost.injector.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind, watched for good: the informer is replaced by a fresh one, which lists
 * anew, at intervals and whenever it has not been watching for a while. The old one serves until
 * the fresh one has its list. Events only wake a key.
 *
 * <p>{@link #tick} and {@link #stop} are called from one thread, the others from any.
 */
final class WatchedKind<T extends HasMetadata> {
  private static final Logger LOG = Logger.getLogger(WatchedKind.class);

  private final String kind;
  private final Supplier<SharedIndexInformer<T>> informers;
  private final Function<T, Optional<Key>> keys;
  private final Consumer<Key> wake;
  private final Patience patience;
  private volatile @Nullable SharedIndexInformer<T> current;
  private @Nullable SharedIndexInformer<T> fresh;
  private long openedAt;
  private long watchingAt;
  private volatile @Nullable String failure;
  private volatile boolean stopped;

  /**
   * When an informer is replaced.
   *
   * @param relist how old one gets
   * @param deaf how long one may be without a watch; a fresh one that has no list after four times
   *     as long is taken for dead
   */
  record Patience(Duration relist, Duration deaf) {}

  WatchedKind(
      String kind,
      Supplier<SharedIndexInformer<T>> informers,
      Function<T, Optional<Key>> keys,
      Consumer<Key> wake,
      Patience patience) {
    this.kind = kind;
    this.informers = informers;
    this.keys = keys;
    this.wake = wake;
    this.patience = patience;
  }

  void stop() {
    stopped = true;
    Stream.of(Optional.ofNullable(current), Optional.ofNullable(fresh))
        .flatMap(Optional::stream)
        .forEach(SharedIndexInformer::stop);
  }

  /** Whether {@link #get} knows what there is. */
  boolean synced() {
    SharedIndexInformer<T> informer = current;
    return informer != null && informer.hasSynced();
  }

  /** The object as it was seen last; null if there is none. */
  @Nullable T get(String namespace, String name) {
    SharedIndexInformer<T> informer = current;
    return informer == null
        ? null
        : informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name));
  }

  /** Looks after the informer, which the first look starts; every second or so. */
  void tick() {
    if (current == null) {
      current = open();
      return;
    }
    long now = System.nanoTime();
    if (fresh != null) {
      if (fresh.hasSynced()) {
        swap(fresh);
      } else if (now - openedAt > 4 * patience.deaf.toNanos()) {
        fresh.stop();
        fresh = open();
      }
      return;
    }
    if (current.isWatching()) {
      watchingAt = now;
      said(null);
    }
    boolean deaf = now - watchingAt > patience.deaf.toNanos();
    if (deaf || now - openedAt > patience.relist.toNanos()) {
      LOG.debugf("relist kind=%s deaf=%s", kind, deaf);
      fresh = open();
    }
  }

  /**
   * All is looked at again: what only the old one has seen is gone, and what the fresh one has
   * added so far may have been looked at in the old one's store, in vain.
   */
  private void swap(SharedIndexInformer<T> next) {
    SharedIndexInformer<T> old = current;
    current = next;
    fresh = null;
    next.getStore().list().forEach(this::wake);
    if (old != null) {
      old.stop();
      old.getStore().list().forEach(this::wake);
    }
  }

  private SharedIndexInformer<T> open() {
    openedAt = System.nanoTime();
    watchingAt = openedAt;
    SharedIndexInformer<T> informer = informers.get();
    // An initial state, though empty, makes the first list a consistent read.
    informer.initialState(Stream.empty());
    // Without a handler of ours the client takes a 403 or an outage at the start as final.
    informer.exceptionHandler(
        (started, cause) -> {
          said(cause);
          return true;
        });
    informer.addEventHandler(handler());
    var unused = informer.start();
    return informer;
  }

  private ResourceEventHandler<T> handler() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        wake(added);
      }

      @Override
      public void onUpdate(T before, T after) {
        wake(before); // its marks may have changed
        wake(after);
      }

      @Override
      public void onDelete(T deleted, boolean unseen) {
        wake(deleted);
      }
    };
  }

  private void wake(T object) {
    keys.apply(object).ifPresent(wake);
  }

  /** Once until it changes or the watch is back. */
  private void said(@Nullable Throwable cause) {
    if (stopped) {
      return;
    }
    String reason = cause == null ? null : Failures.oneLine(cause);
    if (reason == null && failure != null) {
      LOG.infof("watch back kind=%s", kind);
    } else if (reason != null && !reason.equals(failure)) {
      LOG.warnf("watch failed, retrying kind=%s reason=\"%s\"", kind, reason);
    }
    failure = reason;
  }
}
