package org.tisc.node.job;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Store;
import org.tisc.node.web.Json;

/** Starts, watches and keeps jobs. Thread-safe. */
public final class Jobs implements AutoCloseable {
  /*
   * A job's row says QUEUED before anybody learns its id, and every change of state is on disk
   * before it is shown. Progress is shown from memory and written once a second at most, and at the
   * end. When the node stops, work is asked to end and its job becomes INTERRUPTED; after a kill the
   * next start finds QUEUED and RUNNING rows of nobody and marks them so.
   */
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private static final int MAX_UNFINISHED = 100;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  private final JobTable table;
  private final InstantSource clock;
  private final Semaphore turns;
  private final Map<String, Semaphore> asideTurns = new HashMap<>();
  private final Map<String, Running> unfinished = new ConcurrentHashMap<>();
  private final Object gate = new Object();
  private boolean closing;

  /** The latches fall when the work is over and when that is on disk. */
  private record Running(JobControl control, CountDownLatch ended, CountDownLatch recorded) {}

  /**
   * Jobs in an open store, whose migrations of this room were run. What an earlier run left
   * unfinished becomes {@code INTERRUPTED} now.
   *
   * @param atOnce how many jobs work at the same time, in order of arrival
   * @param aside kinds that do not wait for others, with how many jobs of each work at a time
   */
  public Jobs(Store store, InstantSource clock, int atOnce, Map<String, Integer> aside) {
    this.table = new JobTable(store);
    this.clock = clock;
    this.turns = new Semaphore(atOnce, true);
    aside.forEach((kind, most) -> asideTurns.put(kind, new Semaphore(most, true)));
    int interrupted = table.interruptUnfinished(clock.instant());
    if (interrupted > 0) {
      LOG.info("{} jobs were interrupted by the end of the last run", interrupted);
    }
  }

  /**
   * Puts work in the queue and returns its job. Raises {@code BUSY} when 100 jobs are unfinished
   * and {@code SHUTTING_DOWN} when the node stops.
   *
   * @param kind what sort of work, such as {@code import}
   * @param owner the account that asks
   * @param input what {@link #resume} needs after a restart; becomes JSON
   */
  public Job submit(String kind, String owner, Object input, JobWork work) {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    Job job =
        new Job(
            kind + "-" + HexFormat.of().formatHex(random),
            kind,
            owner,
            Json.text(input),
            JobState.QUEUED,
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            Job.Progress.NONE,
            Optional.empty(),
            Optional.empty());
    enter(
        job,
        work,
        () -> {
          table.insert(job);
          return true;
        });
    return job;
  }

  /** The interrupted jobs of a kind, oldest first; their owner resumes what it can at start. */
  public List<Job> interrupted(String kind) {
    return table.interrupted(kind);
  }

  /**
   * Puts an interrupted job back in the queue with its id and progress. Raises {@code
   * STALE_REVISION} when it is not interrupted (any more), else as {@link #submit} does.
   */
  public void resume(Job job, JobWork work) {
    enter(job, work, () -> table.requeue(job.id()));
  }

  private interface Entry {
    boolean made();
  }

  private void enter(Job job, JobWork work, Entry entry) {
    Running running =
        new Running(
            new JobControl(job.id(), job.progress()), new CountDownLatch(1), new CountDownLatch(1));
    synchronized (gate) {
      if (closing) {
        throw new TiscException(Reason.SHUTTING_DOWN, "the node is stopping");
      }
      if (unfinished.size() >= MAX_UNFINISHED) {
        throw new TiscException(
            Reason.BUSY, "at most " + MAX_UNFINISHED + " jobs may be unfinished at a time");
      }
      if (!entry.made()) {
        throw new TiscException(
            Reason.STALE_REVISION, "job " + job.id() + " is not interrupted any more");
      }
      unfinished.put(job.id(), running);
    }
    Thread.ofVirtual().name("job-" + job.id()).start(() -> run(job, running, work));
  }

  private void run(Job job, Running running, JobWork work) {
    Semaphore turn = asideTurns.getOrDefault(job.kind(), turns);
    turn.acquireUninterruptibly();
    JobControl control = running.control();
    try {
      if (!control.shouldEnd()) {
        table.started(job.id(), clock.instant());
      }
      Thread writer = Thread.ofVirtual().start(() -> writeProgress(running));
      Outcome outcome;
      try {
        outcome = outcome(job, control, work);
      } finally {
        running.ended().countDown();
        writer.join();
      }
      table.ended(
          job.id(),
          outcome.state(),
          clock.instant(),
          control.progress(),
          outcome.result(),
          outcome.failure());
    } catch (InterruptedException | RuntimeException e) {
      LOG.error("job {} could not be recorded", job.id(), e);
    } finally {
      unfinished.remove(job.id());
      running.recorded().countDown();
      turn.release();
    }
  }

  private record Outcome(JobState state, Optional<String> result, Optional<Job.Failure> failure) {
    static Outcome of(JobState state) {
      return new Outcome(state, Optional.empty(), Optional.empty());
    }
  }

  private static Outcome outcome(Job job, JobControl control, JobWork work) {
    try {
      control.check();
      String result = Json.text(work.run(control));
      return new Outcome(JobState.DONE, Optional.of(result), Optional.empty());
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      if (control.isCancelled()) {
        return Outcome.of(JobState.CANCELLED);
      }
      if (control.isStopping()) {
        return Outcome.of(JobState.INTERRUPTED);
      }
      if (e instanceof TiscException known && known.reason().kind() != Kind.INTERNAL) {
        LOG.info("job {} failed: {}", job.id(), known.getMessage());
        return failed(new Job.Failure(known.reason(), Optional.ofNullable(known.getMessage())));
      }
      LOG.error("job {} failed", job.id(), e);
      return failed(new Job.Failure(Reason.INTERNAL, Optional.empty()));
    }
  }

  private static Outcome failed(Job.Failure failure) {
    return new Outcome(JobState.FAILED, Optional.empty(), Optional.of(failure));
  }

  private void writeProgress(Running running) {
    JobControl control = running.control();
    Job.Progress written = control.progress();
    try {
      while (!running.ended().await(PROGRESS_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        Job.Progress now = control.progress();
        if (!now.equals(written)) {
          table.progress(control.jobId(), now);
          written = now;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TiscException e) {
      LOG.warn("the progress of job {} could not be written: {}", control.jobId(), e.getMessage());
    }
  }

  /** A job, with its progress of this moment; empty when there is none or it is too old. */
  public Optional<Job> find(String id) {
    return table.find(id).map(this::withLiveProgress);
  }

  /** The jobs that are kept, at least the newest 1,000, newest first. */
  public List<Job> list() {
    return table.newest().stream().map(this::withLiveProgress).toList();
  }

  private Job withLiveProgress(Job job) {
    Running running = unfinished.get(job.id());
    if (running == null || job.state().ended()) {
      return job;
    }
    return new Job(
        job.id(),
        job.kind(),
        job.owner(),
        job.input(),
        job.state(),
        job.createdAt(),
        job.startedAt(),
        job.endedAt(),
        running.control().progress(),
        job.result(),
        job.failure());
  }

  /**
   * Asks a job to end; its work does so at its next check. Safe to repeat; without effect on a job
   * that ended. Raises {@code NOT_FOUND} when there is no such job.
   */
  public Job cancel(String id) {
    Running running = unfinished.get(id);
    if (running != null) {
      running.control().cancel();
    }
    return find(id).orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "there is no such job"));
  }

  /**
   * Asks all work to end, waits up to 10 s for it, and takes no more. What does not end in time is
   * marked at the next start.
   */
  @Override
  public void close() {
    synchronized (gate) {
      closing = true;
    }
    unfinished.values().forEach(running -> running.control().stop());
    long deadline = System.nanoTime() + STOP_GRACE.toNanos();
    try {
      for (Running running : List.copyOf(unfinished.values())) {
        long remaining = Math.max(0, deadline - System.nanoTime());
        if (!running.recorded().await(remaining, TimeUnit.NANOSECONDS)) {
          LOG.warn("job {} did not end in time", running.control().jobId());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
