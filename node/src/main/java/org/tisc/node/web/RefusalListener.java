package org.tisc.node.web;

/** Told when a known caller lacks the role that a route needs; the audit log listens. */
@FunctionalInterface
public interface RefusalListener {
  /** A refusal. Called on the request's thread before the answer goes out; may block on disk. */
  void refused(Caller caller, String method, String route, Permission permission, String address);
}
