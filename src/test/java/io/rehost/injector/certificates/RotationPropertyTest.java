package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;

/**
 * Contract section 6: "Rotation without a restart and without a rejected pod: old and new CA
 * together first, leaves switched after every replica has them, the old CA removed last."
 */
class RotationPropertyTest {
  private static final int EVENTS = 24;
  private static final List<Duration> TIMES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofMinutes(2),
          World.TIMING.settle(),
          Duration.ofDays(1),
          Duration.ofDays(9));

  /** Two leaders at a time, each interrupted, ended or overtaken between any two requests. */
  private static final class Play {
    final World world = new World();
    final Leader[] leaders = {leader(), leader()};
    Iterator<Integer> choices;
    int depth;
    boolean deleted;

    Play(List<Integer> choices) {
      this.choices = choices.iterator();
    }

    private Leader leader() {
      Interrupted cluster = new Interrupted(this);
      return new Leader(
          new FencedCluster(cluster, new Fence()),
          new Rotation(World.TIMING),
          World.ISSUER,
          () -> this.world.now());
    }

    void random() {
      while (choices.hasNext()) {
        event(choices.next());
      }
    }

    /** Without surprises: everyone looks and does, time goes on. */
    void calm(int rounds) {
      choices = List.<Integer>of().iterator();
      for (int i = 0; i < rounds; i++) {
        round(0);
        world.pickUp(0);
        world.pickUp(1);
        world.pass(World.TIMING.settle());
      }
    }

    private void event(int choice) {
      switch (choice) {
        case 0, 1, 2, 3 -> round(0);
        case 4, 5, 6, 7 -> round(1);
        case 8, 9, 10 -> world.pickUp(0);
        case 11, 12, 13 -> world.pickUp(1);
        case 14 -> world.restart(choices.hasNext() ? choices.next() % 2 : 0);
        case 15 -> world.reach(1, false);
        case 16 -> world.reach(1, true);
        case 17 -> world.askForRotation();
        case 18 -> deleteSecret();
        default -> world.pass(TIMES.get((choice - 19) % TIMES.size()));
      }
    }

    /**
     * Not twice within one round: a leader that sleeps through two deletions and a whole rotation
     * between two of its requests can't know, since absence bears no version.
     */
    private void deleteSecret() {
      if (!deleted) {
        deleted = true;
        world.deleteSecret();
      }
    }

    private void round(int number) {
      if (depth > 1) {
        return; // the third leader is one of the two
      }
      depth++;
      try {
        leaders[number].round(world.serving(number));
      } catch (Ended e) {
        leaders[number] = leader();
      } finally {
        depth--;
        deleted &= depth > 0 || !(world.content() instanceof Usable);
      }
    }

    /** Between two requests of a leader: nothing, its end, or much. */
    void between() {
      int happen = choices.hasNext() ? choices.next() : 1;
      if (happen == 0) {
        throw new Ended();
      }
      for (int i = 0; happen % 4 == 0 && i < happen && choices.hasNext(); i++) {
        event(choices.next());
      }
    }
  }

  /** The leader's process ends. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private record Interrupted(Play play) implements Cluster {
    @Override
    public List<Configuration> configurations() {
      play.between();
      return play.world.configurations();
    }

    @Override
    public Stored stored() {
      play.between();
      return play.world.stored();
    }

    @Override
    public boolean trust(Configuration read, String bundle) {
      play.between();
      return play.world.trust(read, bundle);
    }

    @Override
    public boolean store(Stored read, Usable content) {
      play.between();
      return play.world.store(read, content);
    }

    @Override
    public List<Optional<X509Certificate>> served() {
      play.between();
      return play.world.served();
    }
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers()
        .between(0, EVENTS - 1)
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofMaxSize(400);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void noReplicaEverServesWhatAnApiServerDoesNotTrust(@ForAll("choices") List<Integer> choices) {
    Play play = new Play(choices);
    play.calm(3); // installed
    play.choices = choices.iterator();

    play.random(); // World checks after each event

    play.world.reach(1, true);
    play.calm(2);
    Issued before = current(play.world);
    play.world.askForRotation();
    play.calm(12);
    assertThat(current(play.world)).as("a rotation ends").isNotEqualTo(before);
    assertThat(play.world.content())
        .isEqualTo(new Usable(current(play.world), null, List.of(), false));
    assertThat(play.world.serving(1)).isEqualTo(current(play.world));
  }

  private static Issued current(World world) {
    if (world.content() instanceof Usable usable) {
      return usable.current();
    }
    throw new AssertionError(world.content().toString());
  }
}
