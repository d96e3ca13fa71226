package io.rehost.injector.certificates;

import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Notices that one object has changed. It is a wakeup and nothing more: what counts is read anew,
 * so that a watch that dies silently costs a pause between two rounds, and no more than that.
 *
 * <p>RBAC: watch on the object, granted with {@code resourceNames: [NAME]} because the request has
 * {@code fieldSelector=metadata.name=NAME}.
 *
 * <p>Any thread.
 */
final class NameWatch<T> implements AutoCloseable {
  private final Resource<T> object;
  private final Runnable changed;
  private @Nullable Watch watch;
  private volatile boolean over = true;
  private boolean closed;

  NameWatch(Resource<T> object, Runnable changed) {
    this.object = object;
    this.changed = changed;
  }

  /**
   * Opens the watch, or opens it again if the API server has ended it.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it can't
   */
  synchronized void ensureOpen() {
    if (over && !closed) {
      end();
      over = false;
      try {
        watch = object.watch(new Wakeup());
      } catch (RuntimeException e) {
        over = true;
        throw e;
      }
    }
  }

  /** It may be opened again. */
  synchronized void end() {
    over = true;
    Watch open = watch;
    watch = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    end();
  }

  private final class Wakeup implements Watcher<T> {
    @Override
    public void eventReceived(Action action, @Nullable T object) {
      changed.run();
    }

    @Override
    public void onClose(WatcherException cause) {
      over = true;
      changed.run();
    }

    @Override
    public void onClose() {
      over = true;
    }
  }
}
