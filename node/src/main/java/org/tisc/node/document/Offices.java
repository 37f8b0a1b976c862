package org.tisc.node.document;

import java.util.Set;

/** The office codes of WIPO ST.3 that stand in front of patent numbers. */
final class Offices {
  private static final Set<String> CODES =
      Set.of(
          ("AE AL AM AO AP AR AT AU AZ BA BD BE BG BH BN BO BR BW BY BZ CA CH CL CM CN CO CR CU CY"
                  + " CZ DD DE DK DM DO DZ EA EC EE EG EM EP ES FI FR GB GC GD GE GH GR GT HK HN HR"
                  + " HU ID IE IL IN IQ IR IS IT JO JP KE KG KH KP KR KW KZ LA LB LK LT LU LV MA MC"
                  + " MD ME MG MK MN MO MT MW MX MY MZ NA NG NI NL NO NZ OA OM PA PE PG PH PK PL PT"
                  + " PY QA RO RS RU RW SA SE SG SI SK SM SU SV SY TH TJ TM TN TR TT TW TZ UA UG US"
                  + " UY UZ VE VN WO XP YU ZA ZM ZW")
              .split(" "));

  private Offices() {}

  static boolean isOffice(String code) {
    return CODES.contains(code);
  }
}
