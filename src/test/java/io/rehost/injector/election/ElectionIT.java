package io.rehost.injector.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.rehost.injector.cluster.ApiServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract section 6: the injector has two replicas; one of them makes certificates and roles. */
class ElectionIT {
  private static final String NAMESPACE = "rehost-system";
  private static final String LEASE = "rehost-injector";

  /** No lease runs out, however slow the machine is. */
  private static final Election.Timing LASTING = timing(60, 40);

  /** Leases run out soon. */
  private static final Election.Timing SHORT = timing(2, 1);

  private final ApiServer api = new ApiServer();
  private final List<Election> elections = new ArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    api.answerTruly();
    elections.forEach(Election::close);
    api.close();
  }

  @Test
  void onlyOneOfTwoReplicasLeads() {
    Election first = started("a");
    awaitLead(first);
    Election second = started("b");

    awaitRequests("b", 3);

    assertThat(second.leads()).isFalse();
    assertThat(told).containsExactly("a leads");
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a");
  }

  @Test
  void theOtherTakesOverAtOnceWhenTheLeaderCloses() {
    Election first = started("a");
    awaitLead(first);
    Election second = started("b");
    awaitRequests("b", 1);

    first.close();

    assertThat(first.leads()).isFalse();
    awaitLead(second);
    assertThat(told).containsExactly("a leads", "a follows", "b leads");
  }

  @Test
  void theLeaseIsGivenUpOnlyAfterTheDutiesHaveStopped() {
    List<String> holderWhileFollowing = new CopyOnWriteArrayList<>();
    Duty slow =
        new Steps(() -> {}, () -> holderWhileFollowing.add(lease().getSpec().getHolderIdentity()));
    Election leader = started(List.of(slow), "a", LASTING);
    awaitLead(leader);

    leader.close();

    assertThat(holderWhileFollowing).containsExactly("a");
    assertThat(lease().getSpec().getHolderIdentity()).isEmpty();
  }

  @Test
  void aLeaderThatCannotWriteTheLeaseFollowsAndTheOtherTakesOver() {
    Election first = started("a", SHORT);
    awaitLead(first);
    Election second = started("b", SHORT);

    api.answer(only("a", request -> !request.getMethod().equals("GET"), 500));

    await().atMost(20, TimeUnit.SECONDS).until(() -> told.contains("a follows"));
    awaitLead(second);
    assertThat(told).containsSubsequence("a leads", "a follows", "b leads");
  }

  @Test
  void aLeaderWhoseRequestHangsFollowsByItsOwnClock() {
    Election first = started("a", SHORT);
    awaitLead(first);
    CountDownLatch answered = new CountDownLatch(1);
    api.answer(
        request -> {
          if ("a".equals(ApiServer.clientOf(request))) {
            awaitAnswer(answered);
          }
          return Optional.empty();
        });

    await().atMost(20, TimeUnit.SECONDS).until(() -> told.contains("a follows"));

    assertThat(first.leads()).isFalse();
    answered.countDown();
    awaitLead(first);
  }

  @Test
  void aLeaderWhoseLeaseIsTakenAwayFollowsAndStandsAgain() {
    Election first = started("a");
    awaitLead(first);

    edit("{\"spec\": {\"holderIdentity\": \"stranger\", \"leaseDurationSeconds\": 1}}");

    await().atMost(20, TimeUnit.SECONDS).until(() -> told.contains("a follows"));
    awaitLead(first); // once the stranger's lease has run out
    assertThat(told).containsExactly("a leads", "a follows", "a leads");
  }

  @Test
  void anOutageFromTheStartIsSurvived() {
    api.answer(only("a", request -> true, 503));
    Election first = started("a");
    awaitRequests("a", 3);
    assertThat(first.leads()).isFalse();

    api.answerTruly();

    awaitLead(first);
  }

  @Test
  void aClockThatDiffersFromThatOfTheLeaderDoesNotEndItsLease() {
    Election first = started("a");
    awaitLead(first);
    first.close();
    // Run out long ago, if one believes its times.
    edit(
        """
        {"spec": {"holderIdentity": "other", "leaseDurationSeconds": 3600,
                  "renewTime": "2020-01-01T00:00:00.000000Z"}}
        """);
    Election second = started("b");

    awaitRequests("b", 5);

    assertThat(second.leads()).isFalse();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("other");
  }

  /** The chart installs it so, to have it removed with the rest. */
  @Test
  void aLeaseThatSaysNothingIsFree() {
    api.editor()
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(LEASE)
                .addToLabels("installed", "true")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build())
        .create();

    awaitLead(started("a"));

    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a");
    assertThat(lease().getMetadata().getLabels()).containsEntry("installed", "true");
  }

  @Test
  void aDutyThatFailsKeepsTheOthersFromNothing() {
    Runnable fail =
        () -> {
          throw new IllegalStateException("broken");
        };
    Duty broken = new Steps(fail, fail);
    Election election = started(List.of(broken, duty("a")), "a", LASTING);
    awaitLead(election);

    election.close();

    assertThat(told).containsExactly("a leads", "a follows");
  }

  @Test
  void closingTwiceOrWithoutAStartIsHarmless() {
    Election never = stood(List.of(duty("a")), "a", LASTING);

    never.close();
    never.close();

    assertThat(told).isEmpty();
  }

  private static Election.Timing timing(int seconds, int renewal) {
    return new Election.Timing(
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(renewal),
        Duration.ofMillis(100),
        Duration.ofMillis(50));
  }

  private Election started(String identity) {
    return started(identity, LASTING);
  }

  private Election started(String identity, Election.Timing timing) {
    return started(List.of(duty(identity)), identity, timing);
  }

  private Election started(List<Duty> duties, String identity, Election.Timing timing) {
    Election election = stood(duties, identity, timing);
    election.start();
    return election;
  }

  private Election stood(List<Duty> duties, String identity, Election.Timing timing) {
    Election election =
        new Election(api.client(identity), NAMESPACE, LEASE, identity, duties, timing);
    elections.add(election);
    return election;
  }

  private Duty duty(String identity) {
    return new Steps(() -> told.add(identity + " leads"), () -> told.add(identity + " follows"));
  }

  private static Function<RecordedRequest, Optional<MockResponse>> only(
      String client, Predicate<RecordedRequest> which, int code) {
    return request ->
        client.equals(ApiServer.clientOf(request)) && which.test(request)
            ? Optional.of(ApiServer.status(code, "on purpose"))
            : Optional.empty();
  }

  private static void awaitAnswer(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the test has forgotten to answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitLead(Election election) {
    await().atMost(20, TimeUnit.SECONDS).until(election::leads);
  }

  /** Whoever has asked that often has had the chance to lead. */
  private void awaitRequests(String client, int times) {
    await().atMost(20, TimeUnit.SECONDS).until(() -> api.requests(client).size() >= times);
  }

  private void edit(String patch) {
    api.editor()
        .leases()
        .inNamespace(NAMESPACE)
        .withName(LEASE)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private Lease lease() {
    return api.editor().leases().inNamespace(NAMESPACE).withName(LEASE).get();
  }

  /** A duty of two steps. */
  private record Steps(Runnable leading, Runnable following) implements Duty {
    @Override
    public void lead() {
      leading.run();
    }

    @Override
    public void follow() {
      following.run();
    }
  }
}
