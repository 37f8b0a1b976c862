package org.tisc.node.simulator;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.FieldValues;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.LuceneIndex;

/**
 * Documents of a region, the same for the same seed. Words follow Zipf's law; half of them are of a
 * vocabulary that all nodes share, the others of the node's own, so that what is rare on one node
 * is common on another. About 15 of 100 documents are held by a second node as well, every third of
 * these copies with another title.
 */
final class ZipfCorpus {
  static final String COLLECTION = "patents";

  private static final double HELD_TWICE = 0.15;
  private static final int SHARED_WORDS = 8_000;
  private static final int OWN_WORDS = 2_000;
  private static final double EXPONENT = 1.05;
  private static final int SEGMENTS = 3;
  private static final String[] SYLLABLES = {
    "ba", "cor", "den", "fil", "gra", "hyd", "ion", "ka", "lum", "mer", "nol", "oxi", "pol", "qua",
    "res", "sil", "tan", "ure", "vol", "xen", "yl", "zir"
  };
  private static final String HAN = "锂离子电池隔膜制备方法其特征在于所述半导体装置通信基站极材料溶液温度压缩机轴承叶片光学传感器控制系统数据处理图像识别";

  private final long seed;
  private final int nodes;
  private final int documentsInNode;
  private final double[] sharedShares = cumulated(SHARED_WORDS);
  private final double[] ownShares = cumulated(OWN_WORDS);
  private final List<List<IndexableDocument>> documents = new ArrayList<>();
  private final List<IndexableDocument> first = new ArrayList<>();
  private final List<IndexableDocument> second = new ArrayList<>();

  ZipfCorpus(long seed, int nodes, int documentsInNode) {
    this.seed = seed;
    this.nodes = nodes;
    this.documentsInNode = documentsInNode;
    make();
  }

  private void make() {
    Map<Integer, List<IndexableDocument>> copies = new HashMap<>();
    for (int node = 0; node < nodes; node++) {
      Random random = new Random(seed * 1_000_003 + node);
      List<IndexableDocument> own = new ArrayList<>();
      // Copies come on top, so a node makes fewer of its own.
      int made = (int) Math.round(documentsInNode / (1 + HELD_TWICE));
      for (int i = 0; i < made; i++) {
        String key = "PATENT:CN:" + (100_000_000 + node * 100_000 + i) + ":A";
        long text = random.nextLong();
        own.add(document(key, node, text, ""));
        if (nodes > 1 && random.nextDouble() < HELD_TWICE) {
          int other = (node + 1 + random.nextInt(nodes - 1)) % nodes;
          String more = random.nextInt(3) == 0 ? " " + word(random, other) : "";
          IndexableDocument copy = document(key, node, text, more);
          copies.computeIfAbsent(other, _ -> new ArrayList<>()).add(copy);
          second.add(copy);
        }
      }
      first.addAll(own);
      documents.add(own);
    }
    copies.forEach((node, held) -> documents.get(node).addAll(held));
  }

  int nodes() {
    return nodes;
  }

  /** Fills one node's collection. */
  void load(LuceneIndex index, int node) {
    fill(index, COLLECTION, documents.get(node));
  }

  /**
   * Fills one index with everything: two collections, since one holds a key only once. Copies count
   * there as they count in the region.
   */
  void loadUnion(LuceneIndex index) {
    fill(index, "first", first);
    fill(index, "second", second);
  }

  private static void fill(LuceneIndex index, String name, List<IndexableDocument> documents) {
    index.create(name, CollectionSettings.of("PATENT"));
    try (CollectionWriter writer = index.writer(name)) {
      int part = Math.max(1, documents.size() / SEGMENTS);
      for (int i = 0; i < documents.size(); i++) {
        writer.put(documents.get(i));
        if (i % part == part - 1) {
          writer.commit();
        }
      }
      writer.commit();
    }
  }

  /** Replaces one document of a node by one with another text, and commits. */
  void changeOne(LuceneIndex index, int node, Random random) {
    List<IndexableDocument> own = documents.get(node);
    String key = own.get(random.nextInt(own.size())).key();
    try (CollectionWriter writer = index.writer(COLLECTION)) {
      writer.put(document(key, node, random.nextLong(), ""));
      writer.commit();
    }
  }

  private IndexableDocument document(String key, int node, long textSeed, String more) {
    Random random = new Random(textSeed);
    String title = text(random, node, 4 + random.nextInt(9)) + more;
    List<FieldValues> fields =
        List.of(
            new FieldValues.Text(IndexField.TITLE, List.of(title)),
            new FieldValues.Text(
                IndexField.ABSTRACT, List.of(text(random, node, 40 + random.nextInt(41)))),
            new FieldValues.Text(
                IndexField.CLAIMS,
                List.of(text(random, node, 30 + random.nextInt(31)), text(random, node, 20))),
            new FieldValues.Keyword(
                IndexField.IPC,
                List.of(
                    "ABCDEFGH".charAt(random.nextInt(8))
                        + "0"
                        + (1 + random.nextInt(9))
                        + "M10/0"
                        + random.nextInt(9))),
            new FieldValues.Keyword(
                IndexField.OFFICE, List.of(List.of("CN", "EP", "US").get(random.nextInt(3)))),
            new FieldValues.Numbers(
                IndexField.PUBLICATION_DATE, List.of(20_000_101L + 10_000L * random.nextInt(25))));
    return new IndexableDocument(
        key,
        "PATENT",
        title,
        ByteString.copyFromUtf8("{\"key\":\"" + key + "\",\"titles\":{\"zh\":\"" + title + "\"}}"),
        "{\"number\":\"" + key + "\"}",
        fields);
  }

  private String text(Random random, int node, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(word(random, node));
    }
    return text.toString();
  }

  /** A word as the documents of a node have it; most are frequent ones. */
  String word(Random random, int node) {
    return random.nextBoolean()
        ? spelt(rank(random, sharedShares))
        : spelt(SHARED_WORDS + node * OWN_WORDS + rank(random, ownShares));
  }

  private static int rank(Random random, double[] shares) {
    double drawn = random.nextDouble();
    int low = 0;
    int high = shares.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (shares[middle] < drawn) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Every fourth word is a run of Chinese characters, the others are made of syllables. */
  private static String spelt(int word) {
    Random letters = new Random(word * 7_919L);
    if (word % 4 == 0) {
      int length = 2 + letters.nextInt(3);
      int start = letters.nextInt(HAN.length() - length);
      return HAN.substring(start, start + length);
    }
    StringBuilder spelt = new StringBuilder();
    for (int i = 2 + letters.nextInt(3); i > 0; i--) {
      spelt.append(SYLLABLES[letters.nextInt(SYLLABLES.length)]);
    }
    return spelt.toString();
  }

  private static double[] cumulated(int words) {
    double[] shares = new double[words];
    double sum = 0;
    for (int i = 0; i < words; i++) {
      sum += 1 / Math.pow(i + 1.0, EXPONENT);
      shares[i] = sum;
    }
    for (int i = 0; i < words; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
