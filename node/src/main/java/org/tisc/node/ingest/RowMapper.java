package org.tisc.node.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.node.document.Citation;
import org.tisc.node.document.Classifications;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentBuilder;
import org.tisc.node.document.DocumentKind;
import org.tisc.node.document.LangMap;
import org.tisc.node.document.Languages;
import org.tisc.node.document.LegalStatus;
import org.tisc.node.document.PartialDate;
import org.tisc.node.document.Party;
import org.tisc.node.document.Priority;
import org.tisc.node.document.SafeText;

/**
 * Turns the rows of one table into documents. Cells that say nothing ({@code NA}, {@code nan},
 * {@code -}) are empty; a date or status that can not be read is kept as text among what the schema
 * does not know, so that nothing is lost and nothing is invented.
 */
final class RowMapper {
  private static final Set<String> NOTHING = Set.of("", "na", "n/a", "nan", "null", "none", "-");
  private static final Pattern DOC_KEY =
      Pattern.compile("([A-Za-z]{2})_([0-9A-Za-z]+)_([A-Za-z]\\d?)_(\\d{8})");
  private static final Pattern DATED =
      Pattern.compile(".*\\bdated\\s+(\\S+)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern VALUE_DICTIONARY = Pattern.compile("\\{'value': ['\"](.*)['\"]\\}");

  private final ColumnMapping mapping;
  private final List<String> header;
  private final List<ColumnMapping.Target> targets;

  private RowMapper(
      ColumnMapping mapping, List<String> header, List<ColumnMapping.Target> targets) {
    this.mapping = mapping;
    this.header = header.stream().map(SafeText::line).toList();
    this.targets = targets;
  }

  /** The mapper for a header; empty if the mapping finds no number or title in it. */
  static Optional<RowMapper> of(ColumnMapping mapping, List<String> header) {
    return mapping.targets(header).map(targets -> new RowMapper(mapping, header, targets));
  }

  int size() {
    return targets.size();
  }

  /** Why a row is not of this table, such as a repeated header; empty if it may be. */
  Optional<String> notARecord(List<String> cells) {
    int same = 0;
    for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
      boolean equal = SafeText.line(cells.get(i)).equalsIgnoreCase(header.get(i));
      same += equal && !header.get(i).isEmpty() ? 1 : 0;
    }
    if (same * 2 > header.size()) {
      return Optional.of("the header again");
    }
    if (mapping.numbers().isPresent()) {
      String number = first(cells, Field.NUMBER);
      if (!mapping.numbers().get().matcher(number).matches()) {
        return Optional.of(
            "a number like "
                + mapping.numbers().get()
                + " is expected, not: "
                + SafeText.shortened(number, 60));
      }
    }
    return Optional.empty();
  }

  Document document(List<String> cells) {
    String kind = first(cells, Field.KIND);
    DocumentBuilder to =
        new DocumentBuilder(
            DocumentKind.find(kind.isEmpty() ? mapping.shared(Field.KIND).orElse("") : kind)
                .orElse(DocumentKind.PATENT));
    mapping.shared(Field.OFFICE).ifPresent(to::office);
    mapping.shared(Field.KIND_CODE).ifPresent(to::kindCode);
    for (int i = 0; i < Math.min(cells.size(), targets.size()); i++) {
      String cell = SafeText.block(cells.get(i));
      if (!NOTHING.contains(cell.toLowerCase(Locale.ROOT))) {
        fill(to, i, cell, cells);
      }
    }
    if (!to.hasNumber()) {
      to.number(first(cells, Field.APPLICATION_NUMBER));
    }
    if (!to.hasNumber()) {
      to.number(first(cells, Field.DOI));
    }
    return to.build();
  }

  private void fill(DocumentBuilder to, int column, String cell, List<String> cells) {
    Field field = targets.get(column).field();
    switch (field) {
      case KIND, IGNORE, TITLE_LANGUAGE, ABSTRACT_LANGUAGE -> {}
      case OFFICE -> to.office(cell);
      case NUMBER -> to.number(cell);
      case PUBLICATION -> to.publication(cell);
      case DOC_KEY -> docKey(to, cell);
      case KIND_CODE -> to.kindCode(cell);
      case TITLE -> to.title(language(column, cells, Field.TITLE_LANGUAGE), cell);
      case ABSTRACT -> to.abstractText(language(column, cells, Field.ABSTRACT_LANGUAGE), cell);
      case CLAIMS -> to.claims(language(column, cells, Field.TITLE_LANGUAGE), cell);
      case DESCRIPTION -> to.description(language(column, cells, Field.TITLE_LANGUAGE), cell);
      case APPLICANT -> names(cell).forEach(name -> to.applicant(Party.of(name)));
      case INVENTOR -> names(cell).forEach(name -> to.inventor(Party.of(name)));
      case CREATOR -> names(cell).forEach(name -> to.creator(Party.of(name)));
      case HOLDER -> names(cell).stream().limit(1).forEach(name -> to.holder(Party.of(name)));
      case IPC -> symbols(cell).forEach(to::ipc);
      case CPC -> symbols(cell).forEach(to::cpc);
      case LOCARNO -> symbols(cell).forEach(to::locarno);
      case NICE -> symbols(cell).forEach(s -> Classifications.nice(s).ifPresent(to::niceClass));
      case GOODS -> to.goods(LangMap.of(Languages.guess(cell), cell));
      case PRODUCT -> to.product(LangMap.of(Languages.guess(cell), cell));
      case REGION -> to.region(cell);
      case FIRST_EXPLOITATION -> to.firstExploitation(date(to, column, cell));
      case APPLICATION_NUMBER -> to.applicationNumber(cell);
      case APPLICATION_DATE -> to.applicationDate(date(to, column, cell));
      case PUBLICATION_DATE -> to.publicationDate(date(to, column, cell));
      case PRIORITY -> list(cell).forEach(n -> to.priority(new Priority("", n, Optional.empty())));
      case PRIORITY_DATE -> {
        Optional<PartialDate> date = date(to, column, cell);
        if (date.isPresent()) {
          to.priority(new Priority("", "", date));
        }
      }
      case FAMILY -> to.family(cell);
      case CITATION -> list(cell).forEach(n -> to.citation(new Citation(n, "", "")));
      case LEGAL_STATUS ->
          LegalStatus.find(cell)
              .ifPresentOrElse(to::legalStatus, () -> to.extra(header.get(column), cell));
      case DOI -> to.doi(cell);
      case KEYWORD -> list(cell).forEach(to::keyword);
      case EXTRA -> to.extra(extraName(column), cell);
    }
  }

  private String extraName(int column) {
    return header.get(column).isEmpty() ? "column" + (column + 1) : header.get(column);
  }

  private Optional<PartialDate> date(DocumentBuilder to, int column, String cell) {
    Matcher dated = DATED.matcher(cell);
    String text = dated.matches() ? dated.group(1) : cell;
    Optional<PartialDate> date = PartialDate.parse(text, mapping.dateOrder());
    if (date.isEmpty() || dated.matches()) {
      to.extra(extraName(column), cell);
    }
    return date;
  }

  private static void docKey(DocumentBuilder to, String cell) {
    Matcher m = DOC_KEY.matcher(cell);
    if (m.matches()) {
      to.office(m.group(1)).number(m.group(2)).kindCode(m.group(3));
      to.publicationDate(PartialDate.parse(m.group(4)));
    } else {
      to.publication(cell);
    }
  }

  private String language(int column, List<String> cells, Field languageColumn) {
    String told = targets.get(column).language();
    if (told.isEmpty()) {
      told = first(cells, languageColumn);
    }
    if (told.isEmpty()) {
      told = mapping.language();
    }
    return told.isEmpty() ? Languages.UNDETERMINED : told;
  }

  private String first(List<String> cells, Field field) {
    for (int i = 0; i < Math.min(cells.size(), targets.size()); i++) {
      if (targets.get(i).field() == field) {
        String cell = SafeText.line(cells.get(i));
        return NOTHING.contains(cell.toLowerCase(Locale.ROOT)) ? "" : cell;
      }
    }
    return "";
  }

  private List<String> names(String cell) {
    Matcher dictionary = VALUE_DICTIONARY.matcher(cell);
    return list(dictionary.matches() ? dictionary.group(1) : cell);
  }

  private List<String> symbols(String cell) {
    return list(cell).stream().flatMap(s -> Arrays.stream(s.split("[,，、\n]"))).toList();
  }

  /** The parts of a cell with several values, by the separator told or found in it. */
  private List<String> list(String cell) {
    String separator = mapping.listSeparator();
    String pattern;
    if (!separator.isEmpty()) {
      pattern = Pattern.quote(separator);
    } else if (cell.contains(";;")) {
      pattern = ";;";
    } else if (cell.contains("|")) {
      pattern = "\\|";
    } else {
      pattern = "[;；\n]";
    }
    return Arrays.stream(cell.split(pattern))
        .map(SafeText::line)
        .filter(part -> !NOTHING.contains(part.toLowerCase(Locale.ROOT)))
        .toList();
  }
}
