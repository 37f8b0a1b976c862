package org.tisc.node.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields whose values are a set of codes, with the names that people use for them. */
final class FieldValues {
  private static final List<Value> KINDS =
      List.of(
          new Value("PATENT", "专利", "patent patents"),
          new Value("TRADEMARK", "商标", "trademarks tm"),
          new Value("GEOGRAPHICAL_INDICATION", "地理标志", "gi 地标"),
          new Value("LAYOUT_DESIGN", "布图设计", "layout 集成电路布图设计 布图"),
          new Value("LITERATURE", "文献", "npl 非专利文献 论文 其他文献"));
  private static final List<Value> STATES =
      List.of(
          new Value("IN_FORCE", "有效", "valid active 有权"),
          new Value("PENDING", "审中", "在审 审查中"),
          new Value("DEAD", "失效", "expired lapsed 无权"),
          new Value("UNKNOWN", "未知", ""));
  private static final List<Value> OFFICES =
      List.of(
          new Value("CN", "中国", "china"),
          new Value("US", "美国", "usa"),
          new Value("EP", "欧洲专利局", "epo 欧洲"),
          new Value("WO", "世界知识产权组织", "wipo pct"),
          new Value("EU", "欧盟", "euipo"),
          new Value("JP", "日本", "japan"),
          new Value("KR", "韩国", "korea"),
          new Value("DE", "德国", "germany"),
          new Value("FR", "法国", "france"),
          new Value("GB", "英国", "uk"),
          new Value("IN", "印度", "india"),
          new Value("RU", "俄罗斯", "russia"),
          new Value("CA", "加拿大", "canada"),
          new Value("AU", "澳大利亚", "australia"),
          new Value("TW", "台湾", "中国台湾"),
          new Value("HK", "香港", "中国香港"),
          new Value("MO", "澳门", "中国澳门"));
  private static final Map<QueryField, List<Value>> TABLES =
      Map.of(QueryField.KIND, KINDS, QueryField.STATUS, STATES, QueryField.OFFICE, OFFICES);

  /** How many classes the Nice classification has. */
  static final int NICE_CLASSES = 45;

  private FieldValues() {}

  private record Value(String code, String chinese, String others) {
    boolean named(String text) {
      return code.equalsIgnoreCase(text)
          || chinese.equals(text)
          || Arrays.asList(others.split(" ")).contains(text.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * The code that the text stands for in the field; empty when it is none of the field's values.
   */
  static Optional<String> code(QueryField field, String text) {
    Optional<String> listed =
        TABLES.getOrDefault(field, List.of()).stream()
            .filter(value -> value.named(text))
            .map(Value::code)
            .findFirst();
    if (listed.isPresent()) {
      return listed;
    }
    return switch (field) {
      case KIND, STATUS -> Optional.empty();
      case OFFICE ->
          text.matches("[A-Za-z]{2}")
              ? Optional.of(text.toUpperCase(Locale.ROOT))
              : Optional.empty();
      case NICE -> niceClass(text);
      case DOI -> Optional.of(text.replaceFirst("(?i)^(?:https?://)?(?:dx\\.)?doi\\.org/", ""));
      default -> Optional.of(text);
    };
  }

  /** How the code is shown. */
  static String shown(QueryField field, String code, Locale locale) {
    if (!QueryField.chinese(locale)) {
      return code;
    }
    return TABLES.getOrDefault(field, List.of()).stream()
        .filter(value -> value.code().equals(code))
        .map(Value::chinese)
        .findFirst()
        .orElse(code);
  }

  /** The values to choose from, for a message. */
  static String choices(QueryField field) {
    return field == QueryField.NICE
        ? "1–" + NICE_CLASSES
        : TABLES.getOrDefault(field, List.of()).stream()
            .map(value -> value.code() + " " + value.chinese())
            .collect(Collectors.joining(", "));
  }

  private static Optional<String> niceClass(String text) {
    String digits = text.replaceAll("^第|类$", "");
    if (!digits.matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(digits);
    return number >= 1 && number <= NICE_CLASSES
        ? Optional.of(Integer.toString(number))
        : Optional.empty();
  }
}
