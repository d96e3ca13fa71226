package io.rehost.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT as an event that the main thread waits for, so that the process can drain with
 * its management port open and choose its own exit code; the JVM's own handling ends every process
 * with 143. A second signal ends the process at once.
 */
final class Signals {
  private static final int SIGNALLED = 128;

  private final CountDownLatch first = new CountDownLatch(1);

  private Signals() {}

  /** Takes both signals over for the rest of the process's life. */
  static Signals install() {
    Signals signals = new Signals();
    signals.take("INT", 2);
    signals.take("TERM", 15);
    return signals;
  }

  /** Blocks until the first signal. */
  void await() throws InterruptedException {
    first.await();
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
    if (first.getCount() == 0) {
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
    first.countDown();
  }
}
