package io.rehost.injector.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the property would find only with much luck. World checks that nothing untrusted is served.
 */
class LeaderTest {
  private final World world = new World();
  private final Leader leader = leader(0, () -> {});

  @BeforeEach
  void install() {
    leader.round(null);
    world.pickUp(0);
    world.pickUp(1);
    leader.round(null);
  }

  @Test
  void anOldLeaderThatFindsTheSecretGoneKeepsWhatIsTrustedByThen() {
    Leader old = leader(2, this::rotateAndDelete);

    old.round(null);

    assertThat(((Usable) world.content()).authorities())
        .contains(Objects.requireNonNull(world.serving(0)).authority());
  }

  private void rotateAndDelete() {
    rotateUntilSwitched();
    world.pickUp(1);
    leader.round(null);
    world.pass(World.TIMING.settle());
    leader.round(null);
    world.deleteSecret();
  }

  @Test
  void anOldLeaderThatWakesUpBetweenItsReadsTakesNoAuthorityAway() {
    Leader old = leader(2, this::rotateUntilSwitched);
    old.round(null);

    assertThat(world.content())
        .isInstanceOfSatisfying(Usable.class, usable -> assertThat(usable.next()).isNull());
    String bundle = ((Usable) world.content()).bundle();
    assertThat(world.configurations()).allMatch(configuration -> configuration.trusts(bundle));
    assertThat(((Usable) world.content()).authorities()).hasSize(2);
  }

  private void rotateUntilSwitched() {
    world.askForRotation();
    leader.round(null);
    world.pass(World.TIMING.settle());
    leader.round(null);
    world.pickUp(0);
  }

  /**
   * @param call before which something happens once; 0 for never
   */
  private Leader leader(int call, Runnable happens) {
    return new Leader(
        new FencedCluster(new Overtaken(world, call, happens), new Fence()),
        new Rotation(World.TIMING),
        World.ISSUER,
        world::now);
  }

  private static final class Overtaken implements Cluster {
    private final World world;
    private final int when;
    private final Runnable happens;
    private int calls;

    Overtaken(World world, int when, Runnable happens) {
      this.world = world;
      this.when = when;
      this.happens = happens;
    }

    private World called() {
      calls++;
      if (calls == when) {
        happens.run();
      }
      return world;
    }

    @Override
    public List<Configuration> configurations() {
      return called().configurations();
    }

    @Override
    public Stored stored() {
      return called().stored();
    }

    @Override
    public boolean trust(Configuration read, String bundle) {
      return called().trust(read, bundle);
    }

    @Override
    public boolean store(Stored read, Usable content) {
      return called().store(read, content);
    }

    @Override
    public List<Optional<X509Certificate>> served() {
      return called().served();
    }
  }
}
