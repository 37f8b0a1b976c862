package org.tisc.federation.policy;

import com.google.protobuf.ByteString;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One version of the rules as it stands on disk: JSON, rules in the text forms of their parts, so
 * that a person can read an old version. Empty texts and zeros stand for what is not said.
 *
 * @param madeBy who made this version
 * @param madeAt when
 * @param added ids of rules that are new in this version
 * @param removed rules of the version before that are not in it, as text
 */
record StoredRules(
    String schema,
    long version,
    long nextNumber,
    String madeBy,
    Instant madeAt,
    List<String> added,
    List<String> removed,
    List<StoredRule> rules) {
  private static final String SCHEMA = "tisc.policy/1";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** One rule. */
  record StoredRule(
      long number,
      Effect effect,
      String subject,
      String target,
      Set<Verb> verbs,
      Set<String> fields,
      int perMinute,
      long bulkPerDay,
      String from,
      String until,
      String madeBy,
      Instant madeAt,
      String note) {
    static StoredRule of(Rule rule) {
      Terms terms = rule.terms();
      return new StoredRule(
          rule.number(),
          terms.effect(),
          terms.subject().text(),
          terms.target().text(),
          new TreeSet<>(terms.verbs()),
          new TreeSet<>(terms.fields()),
          terms.quota().perMinute().orElse(0),
          terms.quota().bulkPerDay().orElse(0L),
          terms.validity().from().map(Instant::toString).orElse(""),
          terms.validity().until().map(Instant::toString).orElse(""),
          rule.madeBy(),
          rule.madeAt(),
          rule.note());
    }

    Rule rule() {
      return new Rule(
          number,
          new Terms(
              effect,
              Subject.parse(subject),
              Target.parse(target),
              verbs,
              fields,
              new Quota(
                  Optional.of(perMinute).filter(some -> some > 0),
                  Optional.of(bulkPerDay).filter(some -> some > 0)),
              new Validity(moment(from), moment(until))),
          madeBy,
          madeAt,
          note);
    }

    private static Optional<Instant> moment(String text) {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }
  }

  static StoredRules of(PolicyVersion version) {
    return new StoredRules(
        SCHEMA,
        version.rules().version(),
        version.rules().nextNumber(),
        version.madeBy(),
        version.madeAt(),
        version.added(),
        version.removed(),
        version.rules().rules().stream().map(StoredRule::of).collect(Collectors.toList()));
  }

  ByteString bytes() {
    return ByteString.copyFrom(JSON.writeValueAsBytes(this));
  }

  /** Raises INTERNAL for what is damaged: a node that cannot read its rules serves nobody. */
  static PolicyVersion read(ByteString bytes) {
    try {
      StoredRules stored = JSON.readValue(bytes.toByteArray(), StoredRules.class);
      if (!SCHEMA.equals(stored.schema)) {
        throw damaged(new IllegalArgumentException("schema is not " + SCHEMA));
      }
      return new PolicyVersion(
          new RuleSet(
              stored.version,
              stored.nextNumber,
              stored.rules.stream().map(StoredRule::rule).toList()),
          stored.madeBy,
          stored.madeAt,
          stored.added,
          stored.removed);
    } catch (JacksonException | DateTimeException | NullPointerException failure) {
      throw damaged(failure);
    } catch (TiscException failure) {
      throw failure.reason() == Reason.INTERNAL ? failure : damaged(failure);
    }
  }

  private static TiscException damaged(Exception why) {
    return new TiscException(
        Reason.INTERNAL, "The stored rules of sharing are damaged: " + why.getMessage(), why);
  }
}
