package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Contract section 6: "Rotation without a restart and without a rejected pod: old and new CA
 * together first, leaves switched after every replica has them, the old CA removed last."
 */
class RotationIT {
  private final Scene scene = new Scene();
  private final List<Replica> live = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private volatile boolean over;
  private Replica leader;
  private Replica other;

  RotationIT() {
    scene.install();
    leader = new Replica(scene, "127.0.0.1", 0);
    other = new Replica(scene, "127.0.0.2", leader.server.port());
    live.addAll(List.of(leader, other));
    leader.certificates.lead();
    await().atMost(Scene.SOON).until(() -> live.stream().allMatch(this::trusted));
  }

  @AfterEach
  void stop() {
    over = true;
    live.forEach(Replica::close);
    scene.close();
  }

  private boolean trusted(Replica replica) {
    return replica.server.serving()
        && scene.content() instanceof Usable usable
        && scene.bundles().equals(List.of(usable.bundle(), usable.bundle(), usable.bundle()));
  }

  @Test
  void noCallIsRefusedWhileLeadersEndBetweenTheStagesOfThreeRotations() throws Exception {
    Thread caller = Thread.ofPlatform().start(this::callOnAndOn);
    for (int i = 0; i < 3; i++) {
      Issued before = scene.usable().current();
      scene.askForRotation();
      awaitStage(usable -> usable.next() != null);
      leaderEnds();
      awaitStage(usable -> usable.next() == null && usable.trustsOthers());
      leaderEnds();
      awaitStage(usable -> !usable.current().equals(before) && !usable.trustsOthers());
      leaderEnds();
    }
    enough(caller);
  }

  @Test
  void noCallIsRefusedWhileADeletedSecretComesBack() throws Exception {
    Thread caller = Thread.ofPlatform().start(this::callOnAndOn);
    Issued before = scene.usable().current();

    scene.editor.resource(scene.secret()).delete();

    awaitStage(usable -> !usable.current().equals(before) && !usable.trustsOthers());
    enough(caller);
  }

  private void enough(Thread caller) throws InterruptedException {
    int soFar = calls.get();
    await().atMost(Scene.SOON).until(() -> calls.get() > soFar + 10);
    over = true;
    caller.join();
    assertThat(refused).isEmpty();
  }

  private void awaitStage(Predicate<Usable> stage) {
    await()
        .atMost(Scene.SOON)
        .until(() -> scene.content() instanceof Usable usable && stage.test(usable));
  }

  /** Its process ends; a pod in its place starts anew, and the other replica leads. */
  private void leaderEnds() {
    Replica ended = leader;
    live.remove(ended);
    ended.close();
    leader = other;
    leader.certificates.lead();
    other = new Replica(scene, ended.address, ended.server.port());
    await().atMost(Scene.SOON).until(other.server::serving);
    live.add(other);
  }

  private void callOnAndOn() {
    while (!over) {
      live.forEach(this::call);
    }
  }

  private void call(Replica replica) {
    for (String bundle : scene.bundles()) {
      long begin = System.nanoTime();
      try {
        new ApiServerCall(bundle).call(replica.address, replica.server.port());
        calls.incrementAndGet();
      } catch (IOException | GeneralSecurityException e) {
        // An API server is never as late as that; a machine under load may be.
        boolean late = System.nanoTime() - begin > Scene.FAST.settle().toNanos() / 2;
        if (!late && live.contains(replica)) {
          refused.add(replica.address + ": " + e);
        }
      }
    }
  }
}
