package io.rehost.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One informer from its start to its stop, for exactly one ConfigMap, and when anything was last
 * heard of it. The informer's callbacks come on the client's threads; everything else is called on
 * the source's.
 */
final class WatchSession implements ResourceEventHandler<ConfigMap> {
  private final FilterWatchListDeletable<ConfigMap, ConfigMapList, Resource<ConfigMap>> selected;
  private final Runnable news;
  private final Consumer<Throwable> failed;
  private final SharedIndexInformer<ConfigMap> informer;
  private volatile long heardAt = System.nanoTime();
  private volatile boolean attempting = true;
  private volatile boolean stopped;
  private @Nullable String bookmark;

  /**
   * @param selected selects the one object by {@code metadata.name}
   * @param news something may have changed: look at {@link #present}
   * @param failed an attempt to list or watch failed; the informer retries by itself
   */
  WatchSession(
      FilterWatchListDeletable<ConfigMap, ConfigMapList, Resource<ConfigMap>> selected,
      Runnable news,
      Consumer<Throwable> failed) {
    this.selected = selected;
    this.news = news;
    this.failed = failed;
    this.informer = selected.runnableInformer(0);
  }

  /** Lists and watches in the background. */
  void start() {
    // An initial state, though empty, makes the first list a consistent read. The client's default
    // takes whatever an API server has cached, which may be older than what was shown before.
    informer.initialState(Stream.empty());
    informer.exceptionHandler(this::retryAfter);
    informer.addEventHandler(this);
    var unused = informer.start().thenRun(this::heard);
  }

  void stop() {
    stopped = true;
    informer.stop();
  }

  /** Without a handler of ours the client takes a 403 or an outage at the start as final. */
  private boolean retryAfter(boolean started, Throwable failure) {
    if (!stopped) {
      heardAt = System.nanoTime();
      attempting = true;
      failed.accept(failure);
      news.run(); // the list may have worked and only the watch failed
    }
    return true;
  }

  private void heard() {
    heardAt = System.nanoTime();
    attempting = false;
    news.run();
  }

  @Override
  public void onNothing() {
    heard();
  }

  @Override
  public void onAdd(ConfigMap added) {
    heard();
  }

  @Override
  public void onUpdate(ConfigMap before, ConfigMap after) {
    heard();
  }

  @Override
  public void onDelete(ConfigMap deleted, boolean unseen) {
    heard();
  }

  /** The object as the watch has last shown it. */
  Optional<ConfigMap> present() {
    List<ConfigMap> all = informer.getStore().list();
    return all.stream().findFirst();
  }

  /** Whether there has been a list: only then does an empty {@link #present} mean absence. */
  boolean synced() {
    return informer.hasSynced();
  }

  /** Whether the client holds an open watch; also takes note of bookmarks. */
  boolean watching() {
    String latest = informer.lastSyncResourceVersion();
    if (!Objects.equals(latest, bookmark)) {
      bookmark = latest;
      heardAt = System.nanoTime();
    }
    boolean watching = informer.isWatching();
    if (watching) {
      attempting = false;
    }
    return watching;
  }

  /** Whether the first list and watch of this session, or a repetition after a failure, runs. */
  boolean attempting() {
    return attempting;
  }

  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /**
   * Reads the object past the watch and compares. Blocks as long as the client's request timeout.
   *
   * @return whether the watch has shown the latest version; then it counts as heard
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server doesn't say
   */
  boolean confirm() {
    Optional<String> there = selected.list().getItems().stream().findFirst().map(this::version);
    boolean same = there.equals(present().map(this::version));
    if (same) {
      heardAt = System.nanoTime();
    }
    return same;
  }

  private String version(ConfigMap map) {
    return map.getMetadata().getResourceVersion();
  }
}
