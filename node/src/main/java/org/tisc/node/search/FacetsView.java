package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;

/**
 * The filters of a page: those that are on, and the values that could be.
 *
 * @param on filters that hold, each with the page without it
 * @param groups facets with more than one value, or with one that is on
 */
public record FacetsView(List<On> on, List<Group> groups) {
  /** The facets of the page, in their order. */
  static final List<Facet> SHOWN =
      List.of(
          new Facet("kind", 0),
          new Facet("office", 0),
          new Facet("ipc", 3),
          new Facet("applicant", 0),
          new Facet("year", 0),
          new Facet("status", 0),
          new Facet("region", 1));

  /** Nothing to choose and nothing chosen. */
  static final FacetsView NONE = new FacetsView(List.of(), List.of());

  public FacetsView {
    on = List.copyOf(on);
    groups = List.copyOf(groups);
  }

  /** A filter that is on. */
  public record On(String label, String value, String without) {}

  /**
   * One facet.
   *
   * @param note said where numbers are not exact or there are more values
   */
  public record Group(String label, List<Choice> choices, Optional<String> note) {
    public Group {
      choices = List.copyOf(choices);
    }
  }

  /**
   * One value.
   *
   * @param path the page with this filter, or without it where it is on
   */
  public record Choice(String value, String count, String path, boolean on) {}

  static FacetsView of(SearchInput input, Optional<FacetAnswer> counted, SearchTexts texts) {
    List<On> on = new ArrayList<>();
    for (String text : input.filters()) {
      FacetFilter.parse(text)
          .ifPresent(
              filter ->
                  on.add(
                      new On(
                          label(filter.facet(), texts),
                          word(filter.facet(), filter.value(), texts),
                          input.pageWith(without(input, text)))));
    }
    List<Group> groups = new ArrayList<>();
    counted.ifPresent(
        answer ->
            answer.facets().forEach(each -> group(each, input, texts).ifPresent(groups::add)));
    return new FacetsView(on, groups);
  }

  private static Optional<Group> group(
      FacetAnswer.Divided divided, SearchInput input, SearchTexts texts) {
    Facet facet = divided.facet();
    List<Choice> choices = new ArrayList<>();
    for (FacetAnswer.Value value : divided.values()) {
      String filter = new FacetFilter(facet, value.value()).text();
      boolean on = input.filters().contains(filter);
      List<String> then = without(input, filter);
      if (!on) {
        then.add(filter);
      }
      choices.add(
          new Choice(
              word(facet, value.value(), texts),
              texts.of("number", value.count()),
              input.pageWith(then),
              on));
    }
    boolean choosing = choices.size() > 1 || choices.stream().anyMatch(Choice::on);
    Optional<String> note =
        divided.exact()
            ? Optional.of(texts.of("facets.more")).filter(_ -> divided.more())
            : Optional.of(texts.of("facets.inexact"));
    return choosing ? Optional.of(new Group(label(facet, texts), choices, note)) : Optional.empty();
  }

  private static List<String> without(SearchInput input, String filter) {
    List<String> others = new ArrayList<>(input.filters());
    others.remove(filter);
    return others;
  }

  private static String label(Facet facet, SearchTexts texts) {
    return texts.find("facet." + facet.field()).orElse(facet.field());
  }

  /** Words of the schema in the reader's language, all else as it is. */
  private static String word(Facet facet, String value, SearchTexts texts) {
    return switch (facet.field()) {
      case "kind", "status" ->
          texts.find(facet.field() + "." + value.toUpperCase(Locale.ROOT)).orElse(value);
      default -> value;
    };
  }
}
