package org.tisc.node.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.audit.AuditVerification;
import org.tisc.federation.error.TiscException;
import org.tisc.node.index.CollectionHealth;
import org.tisc.node.store.Store;

/** Whether indexes, database and audit log are whole. */
final class StorageCheck {
  private StorageCheck() {}

  /** What a look at a file brought. */
  sealed interface Whole {
    /** There is none. */
    record Missing() implements Whole {}

    /** It is whole; so many entries, where it has any. */
    record Good(long entries) implements Whole {}

    /** It is not. */
    record Broken(String why) implements Whole {}

    /** Of a database; reads all of it. */
    static Whole store(Path file) {
      if (Files.notExists(file)) {
        return new Missing();
      }
      try {
        Store.check(file);
        return new Good(0);
      } catch (TiscException e) {
        return new Broken(String.valueOf(e.getMessage()));
      }
    }

    /** Of an audit log; reads its newest file. */
    static Whole audit(Path log) {
      if (Files.notExists(log)) {
        return new Missing();
      }
      try {
        AuditVerification found = AuditLog.verifyNewest(log);
        Optional<Long> bad = found.firstBad();
        return bad.<Whole>map(entry -> new Broken(String.valueOf(entry)))
            .orElseGet(() -> new Good(found.entries()));
      } catch (TiscException e) {
        return new Broken(String.valueOf(e.getMessage()));
      }
    }
  }

  static List<Finding> store(Whole store, Path file) {
    return List.of(
        switch (store) {
          case Whole.Missing none -> Finding.naming(FindingCode.STORE_MISSING, file);
          case Whole.Good good -> Finding.of(FindingCode.STORE_GOOD);
          case Whole.Broken broken -> Finding.naming(FindingCode.STORE_DAMAGED, file, broken.why());
        });
  }

  static List<Finding> audit(Whole audit, Path log) {
    return List.of(
        switch (audit) {
          case Whole.Missing none -> Finding.naming(FindingCode.AUDIT_MISSING, log);
          case Whole.Good good -> Finding.naming(FindingCode.AUDIT_GOOD, good.entries());
          case Whole.Broken broken ->
              Finding.naming(FindingCode.AUDIT_BROKEN, log, broken.why())
                  .curedBy("tisc audit verify");
        });
  }

  static List<Finding> collections(List<CollectionHealth> collections) {
    List<Finding> found = new ArrayList<>();
    for (CollectionHealth one : collections) {
      one.damage()
          .ifPresent(
              why -> found.add(Finding.naming(FindingCode.COLLECTION_DAMAGED, one.name(), why)));
      if (one.waits()) {
        found.add(
            Finding.naming(FindingCode.COLLECTION_WAITS_FOR_REINDEX, one.name())
                .curedBy("tisc reindex --collection " + one.name()));
      }
    }
    if (found.isEmpty()) {
      found.add(Finding.naming(FindingCode.COLLECTIONS_GOOD, collections.size()));
    }
    return found;
  }
}
