package org.tisc.deploy.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The hand-written words that documents are made of.
 *
 * @param topics the technologies, in order of the file
 * @param names parties, places and goods
 */
record Vocabulary(List<Topic> topics, Names names) {
  Vocabulary {
    topics = List.copyOf(topics);
  }

  /** One technology with all that can be said about it. */
  record Topic(
      Pair field,
      boolean apparatus,
      List<String> ipc,
      Pair act,
      List<Pair> things,
      List<Pair> means,
      List<Pair> troubles,
      List<Pair> gains,
      List<Pair> parts,
      List<String> fits) {

    /** What suits a thing: the members of a list whose positions its line of fits names. */
    List<Pair> fitting(int thing, int column, List<Pair> of) {
      String positions = fits.get(thing).split(" ")[column];
      return positions.chars().mapToObj(digit -> of.get(digit - '0')).toList();
    }
  }

  /** Who and where. */
  record Names(
      List<Centre> centres,
      List<Pair> cities,
      List<Pair> brands,
      List<Pair> trades,
      List<Pair> institutes,
      List<String> foreign,
      List<Pair> surnames,
      List<Pair> givens,
      List<Pair> settings,
      Syllables marks,
      List<Goods> goods,
      List<Pair> places,
      List<Product> products,
      List<Pair> circuits,
      List<Design> designs,
      List<Pair> journals) {}

  /** A centre of the demo region. */
  record Centre(String id, String zh, String en, String region) {}

  /** Syllables that trademarks are made of, each with its pinyin. */
  record Syllables(List<Pair> first, List<Pair> middle, List<Pair> last) {}

  /** Goods of one Nice class. */
  record Goods(int niceClass, List<String> zh, List<String> en) {}

  /** A local product with what distinguishes it. */
  record Product(String zh, String en, int niceClass, Pair trait) {}

  /** An article with its Locarno class and how it is drawn. */
  record Design(String zh, String en, String locarno, String shape) {
    Pair article() {
      return new Pair(zh, en);
    }
  }

  /** Reads the files of the program. */
  static Vocabulary load() {
    YAMLMapper mapper =
        YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    return new Vocabulary(
        read(mapper, "topics.yaml", new TypeReference<List<Topic>>() {}),
        read(mapper, "names.yaml", new TypeReference<Names>() {}));
  }

  private static <T> T read(YAMLMapper mapper, String name, TypeReference<T> type) {
    try (InputStream in = Vocabulary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its own file " + name);
      }
      return mapper.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
