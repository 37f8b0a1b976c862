package org.tisc.node.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Named characters of the ISO 8879 and MathML sets that office files use without declaring. */
final class CharacterEntities {
  private static final String TABLE =
      "amp & lt < gt > quot \" apos ' nbsp \u00A0 times × divide ÷ plusmn ± deg ° micro µ middot ·"
          + " CenterDot · centerdot · sdot ⋅ hellip … mldr … mdash — ndash – lsquo ‘ rsquo ’ ldquo"
          + " “ rdquo ” laquo « raquo » sect § para ¶ copy © reg ® trade ™ bull • prime ′ Prime ″"
          + " le ≤ ge ≥ leq ≤ geq ≥ ne ≠ equiv ≡ asymp ≈ ap ≈ sim ∼ cong ≅ prop ∝ infin ∞ sum ∑"
          + " prod ∏ Sum ∑ Product ∏ int ∫ Integral ∫ part ∂ PartialD ∂ nabla ∇ Del ∇ radic √ Sqrt"
          + " √ isin ∈ Element ∈ notin ∉ cap ∩ cup ∪ sub ⊂ sup ⊃ sube ⊆ supe ⊇ empty ∅ forall ∀"
          + " ForAll ∀ exist ∃ and ∧ or ∨ not ¬ oplus ⊕ otimes ⊗ perp ⊥ ang ∠ parallel ∥ there4 ∴"
          + " minus − lowast ∗ compfn ∘ SmallCircle ∘ larr ← rarr → uarr ↑ darr ↓ harr ↔ rArr ⇒"
          + " lArr ⇐ hArr ⇔ RightArrow → LeftArrow ← lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ LeftFloor ⌊"
          + " RightFloor ⌋ LeftCeiling ⌈ RightCeiling ⌉ lang ⟨ rang ⟩ OverBar ¯ macr ¯ Hat ^ circ ˆ"
          + " tilde ˜ OverTilde ˜ hArr ⇔ half ½ frac12 ½ frac14 ¼ frac34 ¾ sup1 ¹ sup2 ² sup3 ³ ohm"
          + " Ω angst Å permil ‰ hyphen ‐ dash ‐ ensp \u2002 emsp \u2003 thinsp \u2009 eacute é"
          + " egrave è auml ä ouml ö uuml ü Auml Ä Ouml Ö Uuml Ü szlig ß aring å Aring Å oslash ø"
          + " Oslash Ø ccedil ç Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota"
          + " Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ"
          + " Chi Χ Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε epsi ε epsiv ε zeta ζ"
          + " eta η theta θ thetas θ thetav ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π"
          + " rho ρ sigma σ sigmaf ς tau τ upsilon υ upsi υ phi φ phis φ phiv ϕ chi χ psi ψ omega"
          + " ω";

  private static final Map<String, String> CHARACTERS = read();

  private CharacterEntities() {}

  /** The character of a name; empty if it is no known entity. */
  static Optional<String> text(String name) {
    return Optional.ofNullable(CHARACTERS.get(name));
  }

  /** The text with entity references resolved; unknown names stay as words. */
  static String resolved(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (true) {
      int amp = text.indexOf('&', from);
      int end = amp < 0 ? -1 : text.indexOf(';', amp);
      if (amp < 0 || end < 0) {
        return out.append(text, from, text.length()).toString();
      }
      out.append(text, from, amp);
      String name = text.substring(amp + 1, end);
      boolean reference = name.matches("[A-Za-z][A-Za-z0-9]{0,30}");
      boolean markup = reference && (name.equals("amp") || name.equals("lt"));
      if (reference && !markup) {
        out.append(longestKnown(name));
      } else {
        out.append(text, amp, end + 1);
      }
      from = end + 1;
    }
  }

  /** Chinese files run an entity and the next letter together: pi and n are written as one name. */
  private static String longestKnown(String name) {
    for (int end = name.length(); end > 0; end--) {
      String known = CHARACTERS.get(name.substring(0, end));
      if (known != null && !known.equals("<") && !known.equals("&")) {
        return known + name.substring(end);
      }
    }
    return name;
  }

  private static Map<String, String> read() {
    // Names and characters alternate; the no-break and narrow spaces are not split points.
    String[] words = TABLE.split(" ");
    Map<String, String> characters = new HashMap<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      characters.put(words[i], words[i + 1]);
    }
    return Map.copyOf(characters);
  }
}
