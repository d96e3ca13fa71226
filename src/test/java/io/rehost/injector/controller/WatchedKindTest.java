package io.rehost.injector.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Informers that die in the ways that the API server's mock has no say in. */
class WatchedKindTest {
  private final List<String> stopped = new ArrayList<>();
  private final List<Key> woken = new ArrayList<>();

  @Test
  void aFreshInformerThatDiesBeforeItHasItsListIsReplacedToo() {
    Queue<Informer> informers =
        new ArrayDeque<>(
            List.of(
                new Informer("deaf", true, false),
                new Informer("dead", false, false),
                new Informer("well", true, true)));
    WatchedKind<ConfigMap> maps =
        new WatchedKind<>(
            "ConfigMap",
            () -> informers.remove().proxy(),
            map -> Optional.of(new Key("shop", map.getMetadata().getName())),
            woken::add,
            new WatchedKind.Patience(Duration.ofDays(1), Duration.ofMillis(5)));

    await()
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              maps.tick();
              return maps.get("shop", "well") != null;
            });

    assertThat(stopped).containsExactly("dead", "deaf");
    assertThat(woken).containsExactly(new Key("shop", "well"), new Key("shop", "deaf"));
  }

  /** Knows one ConfigMap of its own name. */
  private final class Informer {
    private final String name;
    private final boolean synced;
    private final boolean watching;

    Informer(String name, boolean synced, boolean watching) {
      this.name = name;
      this.synced = synced;
      this.watching = watching;
    }

    @SuppressWarnings("unchecked")
    SharedIndexInformer<ConfigMap> proxy() {
      return (SharedIndexInformer<ConfigMap>)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {SharedIndexInformer.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "hasSynced" -> synced;
                    case "isWatching" -> watching;
                    case "getStore" -> store();
                    case "start" -> CompletableFuture.completedFuture(null);
                    case "stop" -> {
                      stopped.add(name);
                      yield null;
                    }
                    case "initialState", "exceptionHandler", "addEventHandler" -> proxy;
                    default -> throw new UnsupportedOperationException(method.toString());
                  });
    }

    private Object store() {
      ConfigMap map =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace("shop")
              .withName(name)
              .endMetadata()
              .build();
      return Proxy.newProxyInstance(
          getClass().getClassLoader(),
          new Class<?>[] {Store.class},
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "list" -> List.of(map);
                case "getByKey" -> ("shop/" + name).equals(arguments[0]) ? map : null;
                default -> throw new UnsupportedOperationException(method.toString());
              });
    }
  }
}
