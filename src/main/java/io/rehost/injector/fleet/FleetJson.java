package io.rehost.injector.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A report as JSON; its fields are documented in {@code docs/fleet.md} and stay. Pure. */
public final class FleetJson {
  /** The media type of {@link #of}. */
  public static final String CONTENT_TYPE = "application/json; charset=utf-8";

  private static final ObjectMapper JSON = new ObjectMapper();

  private FleetJson() {}

  /** One line. */
  public static String of(FleetReport report) {
    ObjectNode json = JSON.createObjectNode();
    json.put("time", report.at().toString());
    json.put("pods", report.pods().size());
    json.put("current", report.current());
    json.put("unreachable", report.unreachable());
    json.put("needRestart", report.needingRestart());
    ArrayNode groups = json.putArray("groups");
    for (FleetReport.Group group : report.groups()) {
      groups
          .addObject()
          .put("hash", group.hash())
          .put("pods", group.pods())
          .put("current", group.current());
    }
    ArrayNode items = json.putArray("items");
    report.pods().forEach(pod -> put(items.addObject(), pod));
    return json.toString();
  }

  private static void put(ObjectNode json, PodReport pod) {
    json.put("namespace", pod.namespace()).put("pod", pod.name());
    pod.rules().forEach(json.putArray("rules")::add);
    json.put("state", pod.state().toString());
    json.put("hash", pod.hash());
    json.put("expectedHash", pod.expectedHash());
    json.put("current", pod.isCurrent());
    json.put("reason", pod.reason());
    json.put("rejections", pod.rejections());
    json.put("watchConnected", pod.watchConnected());
    ArrayNode rejected = json.putArray("rejected");
    for (PodReport.Rejected map : pod.rejected()) {
      ObjectNode node = rejected.addObject();
      node.put("configMap", map.configMap()).put("resourceVersion", map.resourceVersion());
      map.problems().forEach(node.putArray("problems")::add);
    }
    json.put("needsRestart", pod.needsRestart());
    ObjectNode missing = json.putObject("missingHosts");
    pod.missingHosts().forEach((map, hosts) -> hosts.forEach(missing.putArray(map)::add));
  }
}
