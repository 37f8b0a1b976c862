package org.tisc.node.search;

import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.job.JobControl;
import org.tisc.node.web.Exchange;

/** For whom a long list is read: whether anybody still waits, and who is told how far it is. */
interface Pace {
  /** Stands in logs, never in what peers see. */
  String id();

  /** Whether the reading should end; asked often, from any thread. */
  boolean shouldEnd();

  /** Raises CANCELLED when it should. */
  void check();

  /** So much was read, of about so much. */
  void progress(long done, long total);

  /** The pace of a job. */
  static Pace of(JobControl control) {
    return new Pace() {
      @Override
      public String id() {
        return control.jobId();
      }

      @Override
      public boolean shouldEnd() {
        return control.shouldEnd();
      }

      @Override
      public void check() {
        control.check();
      }

      @Override
      public void progress(long done, long total) {
        control.progress(done, Optional.of(total), "");
      }
    };
  }

  /** The pace of a request. */
  static Pace of(Exchange exchange) {
    return new Pace() {
      @Override
      public String id() {
        return exchange.requestId();
      }

      @Override
      public boolean shouldEnd() {
        return exchange.abandoned();
      }

      @Override
      public void check() {
        if (exchange.abandoned()) {
          throw new TiscException(Reason.CANCELLED, "nobody waits for the list any more");
        }
      }

      @Override
      public void progress(long done, long total) {}
    };
  }
}
