package org.tisc.deploy.sample;

/** The kinds of documents, each with the collection that the demo keeps it in. */
public enum SampleKind {
  /** 专利. */
  PATENT("patents", "专利样例", "Sample patents"),
  /** 商标. */
  TRADEMARK("trademarks", "商标样例", "Sample trademarks"),
  /** 地理标志. */
  GEOGRAPHICAL_INDICATION("indications", "地理标志样例", "Sample geographical indications"),
  /** 集成电路布图设计. */
  LAYOUT_DESIGN("layouts", "布图设计样例", "Sample layout designs"),
  /** 科技文献. */
  LITERATURE("literature", "文献样例", "Sample literature");

  private final String collection;
  private final String zh;
  private final String en;

  SampleKind(String collection, String zh, String en) {
    this.collection = collection;
    this.zh = zh;
    this.en = en;
  }

  /** The name of the collection. */
  public String collection() {
    return collection;
  }

  /** The title of the collection, Chinese and English in one line. */
  public String title() {
    return zh + " / " + en;
  }
}
