package io.rehost.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * SIGTERM and SIGINT as an event that the main thread waits for, so that the process can drain with
 * its management port open and choose its own exit code; the JVM's own handling ends every process
 * with 143, and waits for ever for an application that waits for the signal.
 *
 * <p>Until {@link #awaited} is called there is nothing to drain: a signal ends the process at once,
 * as it does before the JVM has come here. So does a second signal. Any other end of the JVM, such
 * as that by SIGHUP, counts as a signal. Thread-safe.
 */
final class Signals {
  private static final int SIGNALLED = 128;

  private enum Phase {
    STARTING,
    SERVING,
    ENDING
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private final CountDownLatch first = new CountDownLatch(1);

  private Signals() {}

  /** Takes both signals over for the rest of the process's life: before anything else is begun. */
  static Signals install() {
    Signals signals = new Signals();
    signals.take();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(signals.first::countDown));
    return signals;
  }

  /**
   * From now on the first signal is kept for {@link #await}. Before listeners are bound, and again
   * if another may have taken the signals over meanwhile.
   */
  void awaited() {
    take();
    phase.compareAndSet(Phase.STARTING, Phase.SERVING);
  }

  /** Blocks until the first signal. */
  void await() throws InterruptedException {
    first.await();
  }

  private void take() {
    take("INT", 2);
    take("TERM", 15);
  }

  /**
   * By reflection, because javac warns of sun.misc.Signal in a way that can't be switched off, and
   * the JDK has nothing else that survives a second signal. Constant names: native images find
   * them.
   */
  private void take(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                received(number);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no handler for SIG" + name, e);
    }
  }

  private void received(int number) {
    if (!phase.compareAndSet(Phase.SERVING, Phase.ENDING)) {
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
    first.countDown();
  }
}
