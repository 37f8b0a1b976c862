package org.tisc.node.job;

/** The work of a job. */
@FunctionalInterface
public interface JobWork {
  /**
   * Does the work on the job's thread and returns its result, an object that becomes JSON. Ends
   * soon after {@link JobControl#shouldEnd} becomes true; what it raises is the job's problem. It
   * is never interrupted.
   */
  Object run(JobControl control) throws Exception;
}
