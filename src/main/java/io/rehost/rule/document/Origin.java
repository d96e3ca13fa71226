package io.rehost.rule.document;

/** Where a document comes from: who can write it decides what it may name. */
public enum Origin {
  /** A file on the machine, written by who runs it: may name any file. */
  FILE,
  /**
   * A ConfigMap, written by who may edit rules: may name files below {@code /etc/rehost/} only, so
   * that rules can't probe what else lies in the container.
   */
  CONFIGMAP
}
