package io.rehost.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Puts a sidecar into a pod. It works on the tree of the manifest, so that what it doesn't know of
 * stays as it is. Pure.
 */
public final class PodEdit {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PodEdit() {}

  /**
   * The pod with the sidecar.
   *
   * @param pod an object with {@code metadata} and {@code spec}, such as a Pod or the template of a
   *     Deployment; it is not changed
   */
  public static ObjectNode inject(ObjectNode pod, SidecarSpec sidecar) {
    ObjectNode edited = pod.deepCopy();
    SidecarVolumes volumes = SidecarVolumes.of(sidecar);
    ObjectNode metadata = object(edited, "metadata");
    object(metadata, "labels").put(Annotations.INJECTED_LABEL, "true");
    object(metadata, "annotations").put(Annotations.STATUS, status(sidecar, volumes));
    ObjectNode spec = object(edited, "spec");
    array(spec, "initContainers")
        .insert(0, JSON.valueToTree(SidecarContainer.of(sidecar, volumes)));
    for (Volume volume : volumes.volumes()) {
      array(spec, "volumes").add(JSON.<JsonNode>valueToTree(volume));
    }
    if (!sidecar.aliases().isEmpty()) {
      alias(array(spec, "hostAliases"), sidecar.aliases());
    }
    if (sidecar.freesLowPorts()) {
      array(object(spec, "securityContext"), "sysctls")
          .addObject()
          .put("name", PodCheck.LOW_PORTS_SYSCTL)
          .put("value", "0");
    }
    return edited;
  }

  /** Clients prefer {@code ::1}: a name needs both. An address has one entry, as its merge key. */
  private static void alias(ArrayNode aliases, List<String> names) {
    for (String ip : List.of("127.0.0.1", "::1")) {
      ArrayNode hostnames = array(entry(aliases, ip), "hostnames");
      Set<String> there =
          StreamSupport.stream(hostnames.spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.toSet());
      names.stream().filter(name -> !there.contains(name)).forEach(hostnames::add);
    }
  }

  private static ObjectNode entry(ArrayNode aliases, String ip) {
    for (JsonNode alias : aliases) {
      if (alias instanceof ObjectNode there && there.path("ip").asText().equals(ip)) {
        return there;
      }
    }
    return aliases.addObject().put("ip", ip);
  }

  /** What was done, in the pod's own words. */
  private static String status(SidecarSpec sidecar, SidecarVolumes volumes) {
    ObjectNode status = JSON.createObjectNode();
    status.put("version", sidecar.version());
    status.put("container", SidecarSpec.CONTAINER);
    status.put("image", sidecar.image().reference());
    sidecar.rules().forEach(status.putArray("rules")::add);
    volumes.names().forEach(status.putArray("volumes")::add);
    sidecar.aliases().forEach(status.putArray("hostAliases")::add);
    sidecar.capturePorts().forEach(status.putArray("capturePorts")::add);
    return status.toString();
  }

  private static ObjectNode object(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode there ? there : parent.putObject(key);
  }

  private static ArrayNode array(ObjectNode parent, String key) {
    return parent.get(key) instanceof ArrayNode there ? there : parent.putArray(key);
  }
}
