package org.tisc.node.query;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A region as collections hold it: the start of a GB/T 2260 code, which takes in everything below,
 * or a country's two letters.
 *
 * @param code one to three pairs of digits, or two capital letters
 * @param below whether it is the start of longer codes
 */
record RegionCode(String code, boolean below) {
  /** What may be written, for a message. */
  static final String CHOICES = "北京, 110000, 11*, US";

  private static final Pattern DIGITS = Pattern.compile("\\d{2}(?:\\d{2}){0,2}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");
  private static final Pattern RANK = Pattern.compile("(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$");
  private static final Map<String, String> PROVINCES =
      Map.ofEntries(
          Map.entry("北京", "11"),
          Map.entry("天津", "12"),
          Map.entry("河北", "13"),
          Map.entry("山西", "14"),
          Map.entry("内蒙古", "15"),
          Map.entry("辽宁", "21"),
          Map.entry("吉林", "22"),
          Map.entry("黑龙江", "23"),
          Map.entry("上海", "31"),
          Map.entry("江苏", "32"),
          Map.entry("浙江", "33"),
          Map.entry("安徽", "34"),
          Map.entry("福建", "35"),
          Map.entry("江西", "36"),
          Map.entry("山东", "37"),
          Map.entry("河南", "41"),
          Map.entry("湖北", "42"),
          Map.entry("湖南", "43"),
          Map.entry("广东", "44"),
          Map.entry("广西", "45"),
          Map.entry("海南", "46"),
          Map.entry("重庆", "50"),
          Map.entry("四川", "51"),
          Map.entry("贵州", "52"),
          Map.entry("云南", "53"),
          Map.entry("西藏", "54"),
          Map.entry("陕西", "61"),
          Map.entry("甘肃", "62"),
          Map.entry("青海", "63"),
          Map.entry("宁夏", "64"),
          Map.entry("新疆", "65"),
          Map.entry("台湾", "71"),
          Map.entry("香港", "81"),
          Map.entry("澳门", "82"));

  /** Reads a province's name, a code of two, four or six digits, or a country. */
  static Optional<RegionCode> read(String text) {
    String province = PROVINCES.get(RANK.matcher(text).replaceFirst(""));
    if (province != null) {
      return Optional.of(new RegionCode(province, true));
    }
    if (DIGITS.matcher(text).matches()) {
      return Optional.of(new RegionCode(text.replaceFirst("(?:00){1,2}$", ""), true));
    }
    return COUNTRY.matcher(text).matches()
        ? Optional.of(new RegionCode(text.toUpperCase(Locale.ROOT), false))
        : Optional.empty();
  }
}
