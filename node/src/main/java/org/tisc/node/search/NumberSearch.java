package org.tisc.node.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.node.query.NumberList.Entry;
import org.tisc.node.query.QueryLanguage;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks for a list of numbers with few questions. Numbers are asked for in batches, and what a hit
 * says of itself tells whose it is. What no hit claims is asked for once more: a batch without any
 * hit is not there, one with hits is halved, so that in the end every number was either found or
 * asked for in vain.
 */
final class NumberSearch {
  /** Numbers of one question; their forms stay below what a query may hold. */
  static final int BATCH = 40;

  /** Questions of one list; a list that needs more has numbers left open. */
  static final int MOST_QUESTIONS = 400;

  private final QueryLanguage language;
  private final Function<List<Entry>, SearchAnswer> ask;
  private final BooleanSupplier timeLeft;

  private final Map<Entry, Map<String, SearchHit>> found = new LinkedHashMap<>();
  private final List<Entry> notFound = new ArrayList<>();
  private final List<Entry> open = new ArrayList<>();
  private final Map<String, SourceReport> incomplete = new TreeMap<>();
  private final Set<String> sources = new HashSet<>();
  private boolean exact = true;
  private int questions;

  /**
   * @param ask documents with any of the numbers
   * @param timeLeft whether another question may be asked
   */
  NumberSearch(
      QueryLanguage language, Function<List<Entry>, SearchAnswer> ask, BooleanSupplier timeLeft) {
    this.language = language;
    this.ask = ask;
    this.timeLeft = timeLeft;
  }

  /**
   * What was found.
   *
   * @param found numbers with their documents by key, in the order of the list
   * @param open numbers that time or the bound of questions left unasked
   * @param sources how many took part
   * @param incomplete sources that did not answer completely; then a number not found may be there
   */
  record Result(
      Map<Entry, Map<String, SearchHit>> found,
      List<Entry> notFound,
      List<Entry> open,
      boolean exact,
      int sources,
      List<SourceReport> incomplete) {}

  Result run(List<Entry> entries) {
    List<Entry> unclaimed = new ArrayList<>();
    for (List<Entry> batch : batches(entries)) {
      Optional<SearchAnswer> answer = answer(batch);
      if (answer.isEmpty()) {
        open.addAll(batch);
        continue;
      }
      claim(batch, answer.get());
      List<Entry> rest = answer.get().hits().isEmpty() ? notFound : unclaimed;
      batch.stream().filter(entry -> !found.containsKey(entry)).forEach(rest::add);
    }
    Deque<List<Entry>> waiting = new ArrayDeque<>(batches(unclaimed));
    while (!waiting.isEmpty()) {
      halve(waiting.pop(), waiting);
    }
    Map<Entry, Map<String, SearchHit>> inOrder = new LinkedHashMap<>();
    entries.stream()
        .filter(found::containsKey)
        .forEach(entry -> inOrder.put(entry, found.get(entry)));
    return new Result(
        inOrder,
        inOrder(entries, notFound),
        inOrder(entries, open),
        exact,
        sources.size(),
        List.copyOf(incomplete.values()));
  }

  private static List<Entry> inOrder(List<Entry> entries, List<Entry> some) {
    Set<Entry> these = new HashSet<>(some);
    return entries.stream().filter(these::contains).toList();
  }

  private static List<List<Entry>> batches(List<Entry> entries) {
    List<List<Entry>> batches = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += BATCH) {
      batches.add(entries.subList(from, Math.min(entries.size(), from + BATCH)));
    }
    return batches;
  }

  private void halve(List<Entry> batch, Deque<List<Entry>> waiting) {
    Optional<SearchAnswer> answer = answer(batch);
    if (answer.isEmpty()) {
      open.addAll(batch);
    } else if (answer.get().hits().isEmpty()) {
      notFound.addAll(batch);
    } else if (batch.size() == 1) {
      answer.get().hits().forEach(hit -> add(batch.getFirst(), hit));
    } else {
      waiting.push(batch.subList(batch.size() / 2, batch.size()));
      waiting.push(batch.subList(0, batch.size() / 2));
    }
  }

  /** Empty when no further question may be asked. */
  private Optional<SearchAnswer> answer(List<Entry> batch) {
    if (questions == MOST_QUESTIONS || !timeLeft.getAsBoolean()) {
      return Optional.empty();
    }
    questions++;
    SearchAnswer answer = ask.apply(batch);
    exact &= answer.exact();
    for (SourceReport source : answer.sources()) {
      String name = source.node().value() + "/" + source.collection().orElse("");
      sources.add(name);
      if (!source.state().complete()) {
        incomplete.put(name, source);
      }
    }
    return Optional.of(answer);
  }

  private void add(Entry entry, SearchHit hit) {
    found.computeIfAbsent(entry, _ -> new TreeMap<>()).put(hit.key(), hit);
  }

  private void claim(List<Entry> batch, SearchAnswer answer) {
    for (SearchHit hit : answer.hits()) {
      Set<String> forms = forms(hit);
      batch.stream()
          .filter(entry -> entry.forms().stream().anyMatch(forms::contains))
          .forEach(entry -> add(entry, hit));
    }
  }

  /** The forms of the numbers that a hit says of itself. */
  private Set<String> forms(SearchHit hit) {
    List<String> said = new ArrayList<>();
    String[] key = hit.key().split(":", -1);
    if (key.length >= 3) {
      String serial = key[2].replaceFirst("^(?:APP|REG)\\.", "");
      said.add(key[1] + serial);
      said.add(key[1] + serial + (key.length > 3 ? key[3] : ""));
      said.add(serial);
    }
    ObjectNode fields =
        DisplayFields.read(hit.document().map(RenderedDocument::fieldsJson).orElse("{}"));
    said.add(fields.path("number").asString(""));
    said.add(fields.path("applicationNumber").asString(""));
    Set<String> forms = new HashSet<>();
    said.stream()
        .filter(one -> !one.isEmpty())
        .forEach(one -> forms.addAll(language.numberForms(one)));
    return forms;
  }
}
