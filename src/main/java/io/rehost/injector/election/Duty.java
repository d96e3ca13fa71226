package io.rehost.injector.election;

/**
 * Work that only one replica does at a time. Two may overlap for a moment when a leader is cut off,
 * so what is done has to be right when it is done twice. Called from one thread at a time.
 */
public interface Duty {

  /** This replica leads from now on: begin. Returns soon; the work has a thread of its own. */
  void lead();

  /**
   * It does not lead any more, or ends: stop. Returns once nothing more is written. Harmless if it
   * never led.
   */
  void follow();
}
