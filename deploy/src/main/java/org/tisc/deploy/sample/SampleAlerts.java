package org.tisc.deploy.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Invented alerts of a demonstration region, all marked as exercises: nobody named in them exists,
 * and no figure counts them.
 */
public final class SampleAlerts {
  private static final JsonMapper JSON = new JsonMapper();

  private SampleAlerts() {}

  /**
   * Alert files for a network, to be published by its nodes in turn.
   *
   * @param now they expire weeks and months after it
   */
  public static List<ObjectNode> of(String network, Instant now) {
    ObjectNode fair =
        alert(network, now, 45, "EXTREME", "IMMEDIATE", "OBSERVED", "customs-seizure", "8.2");
    texts(
        fair,
        "演练：境外展会现场扣押电池样品",
        "Exercise: battery samples seized at a fair abroad",
        "某展会首日，权利人申请临时禁令，两家参展企业的锂电池样品被现场扣押。涉案权利要求涉及电极涂层结构。",
        "On the first day of a fair a right holder obtained an interim injunction; samples of two"
            + " exhibitors were seized. The claims concern the structure of an electrode coating.",
        "一、核对参展产品与涉案权利要求；二、准备不侵权比对表；三、联系海外纠纷应对指导分中心。",
        "Compare products with the claims; prepare a chart of differences; call the centre for"
            + " disputes abroad.");
    relevance(fair, "ipc", "H01M 4/04", "H01M 10/0525");
    relevance(fair, "industries", "C3841");
    relevance(fair, "markets", "EU");
    relevance(fair, "parties", "示例电池有限公司");
    ObjectNode squatting =
        alert(network, now, 90, "MODERATE", "EXPECTED", "LIKELY", "trademark-squatting", "8.1");
    texts(
        squatting,
        "演练：区域公用品牌在东南亚被抢先申请",
        "Exercise: a regional brand is filed by a stranger in south-east Asia",
        "监测发现多件与本地茶叶区域公用品牌近似的商标申请，申请人与产地无关，异议期尚余约两个月。",
        "Monitoring found several filings close to a regional tea brand by an applicant without any"
            + " tie to the region; about two months are left for opposition.",
        "通知相关协会与企业，收集在先使用证据，评估提出异议。",
        "Tell the association and firms, collect evidence of earlier use, consider opposition.");
    relevance(squatting, "nice", "30", "35");
    relevance(squatting, "markets", "VN", "TH");
    squatting.put("incident", "演练-茶叶品牌-01");
    ObjectNode scam =
        alert(network, now, 30, "MINOR", "EXPECTED", "OBSERVED", "agency-scam", "8.1");
    texts(
        scam,
        "演练：冒充官方收取年费的邮件",
        "Exercise: mails that pretend to collect official fees",
        "近期多家企业收到要求向境外账户缴纳“专利年费”的邮件，收款方并非官方机构。",
        "Several firms got mails that ask for annual fees on a foreign account; the payee is no"
            + " authority.",
        "提醒企业只通过官方渠道缴费，勿点击邮件链接。",
        "Remind firms to pay through official channels only and not to follow links.");
    return List.of(fair, squatting, scam);
  }

  private static ObjectNode alert(
      String network,
      Instant now,
      int days,
      String severity,
      String urgency,
      String certainty,
      String eventType,
      String article) {
    ObjectNode alert = JSON.createObjectNode();
    alert.put("status", "EXERCISE").put("eventType", eventType).put("category", "Security");
    alert.put("severity", severity).put("urgency", urgency).put("certainty", certainty);
    alert.put("expires", now.plus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC).toString());
    alert.put("tlp", "GREEN").put("tier", "KEY").put("article", article);
    alert.putObject("audience").put("network", network);
    return alert;
  }

  private static void texts(ObjectNode alert, String... texts) {
    List<String> fields = List.of("headline", "description", "instruction");
    for (int i = 0; i < fields.size(); i++) {
      alert.putObject(fields.get(i)).put("zh", texts[2 * i]).put("en", texts[2 * i + 1]);
    }
  }

  private static void relevance(ObjectNode alert, String name, String... values) {
    ArrayNode list = alert.withObject("relevance").putArray(name);
    for (String value : values) {
      list.add(value);
    }
  }
}
