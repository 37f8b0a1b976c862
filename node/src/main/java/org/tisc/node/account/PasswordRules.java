package org.tisc.node.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;

/**
 * What a new password must be: 12 to 128 characters (code points of its form NFC), of which enough
 * is left when everything is taken away that a guesser tries first: common words and names, the
 * account's and the node's name, runs on the keyboard, in the alphabet and of digits, repetition.
 * No rule asks for kinds of characters. Immutable.
 */
final class PasswordRules {
  static final int MIN_LENGTH = 12;
  static final int MAX_LENGTH = 128;

  /** Characters that must remain, and how many different ones, after the predictable is gone. */
  private static final int MIN_REST = 6;

  private static final int MIN_DIFFERENT = 5;

  /** Neighbours in this many places make a run. */
  private static final int RUN = 3;

  private static final List<String> ROWS =
      List.of(
          "`1234567890-=",
          "qwertyuiop[]\\",
          "asdfghjkl;'",
          "zxcvbnm,./",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
          "zaq1xsw2cde3vfr4bgt5nhy6mju7,ki8.lo9/;p0",
          "abcdefghijklmnopqrstuvwxyz",
          "01234567890",
          "!@#$%^&*()_+");

  private static final List<String> COMMON = common();

  private final List<String> own;

  /** Rules of a node with these names. */
  PasswordRules(List<String> ownNames) {
    this.own = ownNames.stream().flatMap(PasswordRules::words).toList();
  }

  /** What is wrong with a password. */
  enum Flaw {
    /** Shorter than 12 or longer than 128 characters. */
    LENGTH("a password has 12 to 128 characters"),
    /** Too little is left without words and runs that are tried first. */
    PREDICTABLE(
        "the password is predictable: without common words, names, runs and repetitions too little"
            + " is left of it");

    private final String sentence;

    Flaw(String sentence) {
      this.sentence = sentence;
    }
  }

  /** The first flaw of a new password for an account. */
  Optional<Flaw> flaw(String typed, String account) {
    String normal = Normalizer.normalize(typed, Normalizer.Form.NFC);
    int length = normal.codePointCount(0, normal.length());
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      return Optional.of(Flaw.LENGTH);
    }
    String plain = Normalizer.normalize(normal, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return enoughLeft(plain, account) && enoughLeft(unmasked(plain), account)
        ? Optional.empty()
        : Optional.of(Flaw.PREDICTABLE);
  }

  /** Raises {@code INVALID_ARGUMENT} when the password has a flaw; never quotes it. */
  void require(String typed, String account) {
    flaw(typed, account)
        .ifPresent(
            flaw -> {
              throw TiscException.invalid(
                  Reason.INVALID_ARGUMENT,
                  flaw.sentence,
                  List.of(Violation.of("password", flaw.name())));
            });
  }

  private boolean enoughLeft(String plain, String account) {
    String rest = plain;
    Stream<String> words =
        Stream.of(words(account), own.stream(), COMMON.stream()).flatMap(each -> each);
    for (String word : words.sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      rest = rest.replace(word, "\n");
    }
    int[] left = withoutRuns(rest).codePoints().filter(c -> c != '\n' && c != ' ').toArray();
    return left.length >= MIN_REST && Arrays.stream(left).distinct().count() >= MIN_DIFFERENT;
  }

  /** Characters that only continue the two before them, by the same step or on the keyboard. */
  private static String withoutRuns(String text) {
    int[] chars = text.codePoints().toArray();
    boolean[] gone = new boolean[chars.length];
    for (int i = 0; i + RUN <= chars.length; i++) {
      int step = chars[i + 1] - chars[i];
      boolean steady = Math.abs(step) <= 1 && chars[i + 2] - chars[i + 1] == step;
      if (steady || onOneRow(chars, i)) {
        Arrays.fill(gone, i, i + RUN, true);
      }
    }
    StringBuilder rest = new StringBuilder();
    for (int i = 0; i < chars.length; i++) {
      if (!gone[i]) {
        rest.appendCodePoint(chars[i]);
      }
    }
    return rest.toString();
  }

  private static boolean onOneRow(int[] chars, int at) {
    String run = new String(chars, at, RUN);
    String reversed = new StringBuilder(run).reverse().toString();
    return ROWS.stream().anyMatch(row -> row.contains(run) || row.contains(reversed));
  }

  /** With the digits and signs that people put for letters turned back. */
  private static String unmasked(String plain) {
    StringBuilder text = new StringBuilder();
    plain
        .chars()
        .forEach(
            c ->
                text.append(
                    switch (c) {
                      case '0' -> 'o';
                      case '1', '!' -> 'i';
                      case '3' -> 'e';
                      case '4', '@' -> 'a';
                      case '5', '$' -> 's';
                      case '7', '+' -> 't';
                      case '8' -> 'b';
                      default -> (char) c;
                    }));
    return text.toString();
  }

  /** The words of a name that are long enough to count; a Chinese name counts as it is. */
  private static Stream<String> words(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return Stream.concat(Stream.of(plain), Stream.of(plain.split("[\\s._@-]+")))
        .filter(
            word ->
                word.length() >= RUN
                    || (word.length() == 2 && word.chars().allMatch(c -> c > 0x2e7f)))
        .distinct();
  }

  private static List<String> common() {
    try (InputStream in = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("the list of common passwords is missing");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Stream.of(line.split(" ")))
          .filter(word -> !word.isEmpty())
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the list of common passwords cannot be read", e);
    }
  }
}
