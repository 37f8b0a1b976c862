package org.tisc.node.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that a query may name: one line each with its type, its canonical names in both
 * languages, its label, the index fields it searches and the other names users know. Names are
 * matched without regard to case and width. A field without index fields is known but not
 * searchable yet and is refused by name, except {@link #TOPIC}, which stands for an unfielded
 * search.
 */
public enum QueryField {
  /** Title, abstract and claims together, as a word without a field is searched. */
  TOPIC(FieldType.TEXT, "主题", "TAC", "Title, abstract, claims", "", "TIABC 标题摘要权利要求"),
  TITLE(
      FieldType.TEXT, "名称", "TI", "Title", "title", "title ttl EN_TI 标题 题名 发明名称 专利名称 商标名称 地理标志名称"),
  ABSTRACT(FieldType.TEXT, "摘要", "AB", "Abstract", "abstract", "abstract abst EN_AB 文摘"),
  CLAIMS(FieldType.TEXT, "权利要求", "CLM", "Claims", "claims", "CLMS claim claims CL EN_CL 权利要求书 权要"),
  DESCRIPTION(FieldType.TEXT, "说明书", "DES", "Description", "description", "DESC description EN_DE"),
  APPLICANT(
      FieldType.TEXT,
      "申请人",
      "PA",
      "Applicant or owner",
      "applicant",
      "AP applicant applicants applicant.name assignee owner 专利权人 权利人 申请专利权人 申请(专利权)人 商标权人"),
  INVENTOR(
      FieldType.TEXT,
      "发明人",
      "IN",
      "Inventor or author",
      "inventor",
      "inventor inventors inventor.name IV AU author creator 设计人 发明设计人 发明(设计)人 创作人 作者"),
  GOODS(FieldType.TEXT, "商品", "GS", "Goods and services", "goods", "goods 商品服务 商品/服务"),
  PRODUCT(FieldType.TEXT, "产品", "PROD", "Product", "product", "product"),
  REGION(FieldType.REGION_CODE, "地区", "REGION", "Region", "region", "region 产地 国省 省市"),
  KEYWORDS(FieldType.TEXT, "关键词", "KW", "Keywords", "keywords", "keyword keywords"),
  IPC(
      FieldType.IPC_SYMBOL,
      "IPC",
      "IPC",
      "International classification",
      "ipc",
      "IC ICL 国际分类 IPC分类 IPC分类号 国际专利分类号 class_ipcr.symbol"),
  CPC(
      FieldType.IPC_SYMBOL,
      "CPC",
      "CPC",
      "Cooperative classification",
      "cpc",
      "CPC分类 CPC分类号 class_cpc.symbol"),
  CLASSIFICATION(FieldType.IPC_SYMBOL, "分类号", "CLASS", "IPC or CPC", "ipc cpc", "class 分类"),
  LOCARNO(
      FieldType.LOCARNO_SYMBOL,
      "洛迦诺",
      "LOC",
      "Locarno class",
      "locarno",
      "locarno 洛迦诺分类 洛迦诺分类号 外观分类"),
  NICE(FieldType.KEYWORD, "类别", "NICE", "Nice class", "nice", "NCL 尼斯分类 商品类别"),
  NUMBER(FieldType.NUMBER, "号码", "NUM", "Any number", "number", "number ZL 专利号 注册号 登记号 证书号"),
  PUBLICATION_NUMBER(
      FieldType.NUMBER,
      "公开号",
      "PN",
      "Publication number",
      "number",
      "公告号 公开(公告)号 公开公告号 授权公告号 pub.number"),
  APPLICATION_NUMBER(FieldType.NUMBER, "申请号", "AN", "Application number", "number", "APN"),
  PRIORITY_NUMBER(FieldType.NUMBER, "优先权", "PR", "Priority number", "", "优先权号 PRN"),
  DOI(FieldType.KEYWORD, "DOI", "DOI", "DOI", "doi", ""),
  PUBLICATION_DATE(
      FieldType.DATE,
      "公开日",
      "PD",
      "Publication date",
      "publicationDate",
      "DP published date_published 公告日 公开(公告)日 公开公告日 授权公告日 注册公告日"),
  APPLICATION_DATE(
      FieldType.DATE,
      "申请日",
      "AD",
      "Application date",
      "applicationDate",
      "filed date_filed application_date"),
  PRIORITY_DATE(FieldType.DATE, "优先权日", "PRD", "Priority date", "", "priority_date"),
  KIND(FieldType.KEYWORD, "类型", "KIND", "Kind of document", "kind", "type 文献类型 种类"),
  OFFICE(
      FieldType.KEYWORD,
      "国别",
      "OFFICE",
      "Office",
      "office",
      "CC country 国家 国家地区 公开国 受理局 jurisdiction"),
  STATUS(FieldType.KEYWORD, "状态", "LS", "Legal status", "status", "status 法律状态 专利状态"),
  AGENT(FieldType.TEXT, "代理机构", "AG", "Agency", "", "agent 代理人 代理"),
  ADDRESS(FieldType.TEXT, "地址", "ADDR", "Address", "", "address 申请人地址"),
  FAMILY(FieldType.KEYWORD, "同族", "FAM", "Family", "family", "family 同族号"),
  KIND_CODE(FieldType.KEYWORD, "文献代码", "KC", "Kind code", "kindCode", "文献种类代码"),
  CITATION(FieldType.NUMBER, "引证", "CT", "Citation", "", "citation 引用 引文"),
  LANGUAGE(FieldType.KEYWORD, "语言", "LANG", "Language", "", "language 语种"),
  SOURCE_NODE(FieldType.KEYWORD, "来源节点", "NODE", "Source node", "", "node 节点");

  /** The longest name looked up; longer ones cannot be in the table. */
  static final int LONGEST_NAME = 24;

  private static final Map<String, QueryField> BY_NAME = index();

  private final FieldType type;
  private final String chinese;
  private final String latin;
  private final String label;

  // Lists made by List.of never change; the checker only knows the interface.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> indexFields;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> otherNames;

  QueryField(
      FieldType type,
      String chinese,
      String latin,
      String label,
      String indexFields,
      String otherNames) {
    this.type = type;
    this.chinese = chinese;
    this.latin = latin;
    this.label = label;
    this.indexFields = indexFields.isEmpty() ? List.of() : List.of(indexFields.split(" "));
    this.otherNames = otherNames.isEmpty() ? List.of() : List.of(otherNames.split(" "));
  }

  /** How its values are read. */
  public FieldType type() {
    return type;
  }

  /** The name it carries in the "understood as" line of that language. */
  public String name(Locale locale) {
    return chinese(locale) ? chinese : latin;
  }

  /** What it is, for a list of fields. */
  public String label(Locale locale) {
    return chinese(locale) ? chinese : label;
  }

  /** The index fields it searches; any of several may match. */
  public List<String> indexFields() {
    return indexFields;
  }

  /** Every name it answers to, the canonical ones first. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(latin);
    if (!chinese.equals(latin)) {
      names.add(chinese);
    }
    names.addAll(otherNames);
    return List.copyOf(names);
  }

  /** Whether collections hold it. */
  public boolean searchable() {
    return this == TOPIC || !indexFields.isEmpty();
  }

  /** The field of that name, if there is one; case does not matter. */
  public static Optional<QueryField> named(String name) {
    return name.length() > LONGEST_NAME
        ? Optional.empty()
        : Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /** All names by field, in lower case. */
  static Map<String, QueryField> byName() {
    return BY_NAME;
  }

  static boolean chinese(Locale locale) {
    return locale.getLanguage().equals("zh");
  }

  private static Map<String, QueryField> index() {
    Map<String, QueryField> byName = new HashMap<>();
    for (QueryField field : values()) {
      for (String name : field.names()) {
        QueryField before = byName.put(name.toLowerCase(Locale.ROOT), field);
        if (before != null && before != field) {
          throw new IllegalStateException(name + " names both " + before + " and " + field);
        }
      }
    }
    return Map.copyOf(byName);
  }
}
