package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A seeded corpus over several nodes for tests of exactness: skewed vocabularies in two scripts,
 * several collections and segments on each node, doubles inside and across nodes with equal and
 * with altered text, replaced and removed documents that still count in the statistics, and an
 * empty collection. The same seed gives the same corpus.
 */
public final class RandomCorpus {
  private static final String[] ONSETS = {"b", "c", "d", "f", "gr", "l", "m", "p", "st", "tr", "v"};
  private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ea"};
  private static final String[] CODAS = {"n", "r", "t", "l", "ck", "m", "ss"};
  private static final String[] ENDINGS = {"", "", "s", "ing", "ed", "ation"};
  private static final String HAN = "锂离子电池隔膜的制备方法其特征在于所述半导体装置通信基站极材料溶液温度压缩机轴承叶片";
  private static final int WORDS = 300;
  private static final int KEYS = 700;

  private final long seed;
  private final int nodes;
  private final boolean withChanges;

  /**
   * @param nodes 1 to 8
   * @param withChanges whether documents are replaced and removed after a commit
   */
  public RandomCorpus(long seed, int nodes, boolean withChanges) {
    this.seed = seed;
    this.nodes = nodes;
    this.withChanges = withChanges;
  }

  /** How many nodes. */
  public int nodes() {
    return nodes;
  }

  /** Names of one node's collections; the last one stays empty. */
  public List<String> collections(int node) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= 1 + node % 3; i++) {
      names.add("set-" + node + "-" + i);
    }
    names.add("empty-" + node);
    return names;
  }

  /** The documents first put into one collection, in order. */
  public List<IndexableDocument> documents(int node, String collection) {
    List<IndexableDocument> documents = new ArrayList<>();
    if (collection.startsWith("empty")) {
      return documents;
    }
    Random random = random(node, collection);
    int first = random.nextInt(KEYS);
    int count = 40 + random.nextInt(160);
    for (int i = 0; i < count; i++) {
      documents.add(document(key((first + i * 3) % KEYS), node, random));
    }
    return documents;
  }

  /** Creates one node's collections and fills them with several commits. */
  public void load(LuceneIndex index, int node) {
    for (String name : collections(node)) {
      index.create(name, CollectionSettings.of("PATENT"));
      List<IndexableDocument> documents = documents(node, name);
      if (documents.isEmpty()) {
        continue;
      }
      try (CollectionWriter writer = index.writer(name)) {
        int put = 0;
        for (IndexableDocument document : documents) {
          writer.put(document);
          if (++put % 37 == 0) {
            writer.commit();
          }
        }
        writer.commit();
        if (withChanges) {
          change(writer, documents, node);
        }
      }
    }
  }

  /** Gives a node nothing but an empty collection. */
  public static void loadNothing(LuceneIndex index, int node) {
    index.create("empty-" + node, CollectionSettings.of("PATENT"));
  }

  /** Replaces and removes documents of one collection of a node, another part each time. */
  public void changeAgain(LuceneIndex index, int node, int time) {
    String name = collections(node).getFirst();
    try (CollectionWriter writer = index.writer(name)) {
      change(writer, documents(node, name), node, random(node, "changes " + time));
    }
  }

  private void change(CollectionWriter writer, List<IndexableDocument> documents, int node) {
    change(writer, documents, node, random(node, "changes"));
  }

  private void change(
      CollectionWriter writer, List<IndexableDocument> documents, int node, Random random) {
    for (IndexableDocument document : documents) {
      int what = random.nextInt(10);
      if (what == 0) {
        writer.remove(document.key());
      } else if (what == 1) {
        writer.put(document(document.key(), node, random));
      }
    }
    writer.commit();
  }

  private IndexableDocument document(String key, int node, Random random) {
    // Half of the copies of a key say the same everywhere, the others differ by node.
    Random text = random.nextBoolean() ? new Random(key.hashCode() + seed) : random;
    String title = sentence(text, node, 2 + text.nextInt(7));
    List<FieldValues> fields = new ArrayList<>();
    fields.add(new FieldValues.Text(IndexField.TITLE, List.of(title)));
    if (text.nextInt(8) > 0) {
      fields.add(
          new FieldValues.Text(
              IndexField.ABSTRACT, List.of(sentence(text, node, 10 + text.nextInt(50)))));
    }
    if (text.nextInt(4) > 0) {
      fields.add(
          new FieldValues.Text(
              IndexField.CLAIMS,
              List.of(
                  sentence(text, node, 10 + text.nextInt(30)),
                  sentence(text, node, 5 + text.nextInt(30)))));
    }
    String ipc =
        "ABCH".charAt(text.nextInt(4)) + "0" + (1 + text.nextInt(3)) + "M10/0" + text.nextInt(9);
    fields.add(new FieldValues.Keyword(IndexField.IPC, List.of(ipc)));
    fields.add(
        new FieldValues.Keyword(
            IndexField.OFFICE, List.of(List.of("CN", "EP", "US").get(text.nextInt(3)))));
    fields.add(
        new FieldValues.Numbers(
            IndexField.PUBLICATION_DATE, List.of(20_000_101L + 10_000L * text.nextInt(25))));
    return new IndexableDocument(
        key,
        "PATENT",
        title,
        ByteString.copyFromUtf8("{\"key\":\"" + key + "\",\"titles\":{\"zh\":\"" + title + "\"}}"),
        "{}",
        fields);
  }

  private static String key(int number) {
    return "PATENT:CN:" + (110_000_000 + number * 7_919) + ":A";
  }

  private static String sentence(Random random, int node, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(random.nextInt(5) < 3 ? " " + latin(random, node) + " " : han(random, node));
      if (random.nextInt(9) == 0) {
        text.append(random.nextBoolean() ? "，" : ", ");
      }
    }
    return text.toString();
  }

  /** A word whose frequency differs between nodes. */
  public static String latin(Random random, int node) {
    int rank = (int) Math.floor(WORDS * Math.pow(random.nextDouble(), 3));
    int word = random.nextInt(3) == 0 ? rank : (rank + node * 53) % WORDS;
    Random letters = new Random(word * 31L);
    return ONSETS[letters.nextInt(ONSETS.length)]
        + VOWELS[letters.nextInt(VOWELS.length)]
        + CODAS[letters.nextInt(CODAS.length)]
        + VOWELS[letters.nextInt(VOWELS.length)]
        + CODAS[letters.nextInt(CODAS.length)]
        + ENDINGS[random.nextInt(ENDINGS.length)];
  }

  /** One to four Chinese characters, runs of one stretch of text more often than chance. */
  static String han(Random random, int node) {
    int length = 1 + random.nextInt(4);
    int start = (random.nextInt(HAN.length()) + node * 5) % (HAN.length() - length);
    return HAN.substring(start, start + length);
  }

  private Random random(int node, String what) {
    return new Random(seed * 1_000_003 + node * 8_191L + what.hashCode());
  }
}
