/**
 * Whether the words of a search match the names of a thing: in any order, with or without blanks and hyphens, Chinese
 * also by pinyin.
 */

/** Whether a Chinese text can be typed as a word. Undefined until the table of syllables has been loaded. */
export type Pinyin = ((text: string, word: string, scattered: boolean) => boolean) | undefined;

/** The names of a thing. */
export interface Called {
  /** Names that users type as they are, in lower case. */
  readonly text: string;
  /** Chinese names, one each. */
  readonly chinese: readonly string[];
}

export function called(texts: readonly string[], chinese: readonly string[]): Called {
  return { text: [...texts, ...chinese].join(" ").toLowerCase(), chinese };
}

const JOINTS = /[\s\-_/·.]+/g;
const HYPHENS = /[-_/.]+/g;
const HAN = /\p{Script=Han}/u;
const LEAST_PART = 2;

export function wordsOf(question: string): readonly string[] {
  return question.toLowerCase().split(/\s+/).filter(Boolean);
}

export function fits(one: Called, words: readonly string[], pinyin: Pinyin): boolean {
  let compact: string | undefined;
  return words.every((word) => {
    if (one.text.includes(word)) return true;
    const bare = word.replaceAll(JOINTS, "");
    if (bare === "") return false;
    compact ??= one.text.replaceAll(JOINTS, "");
    return compact.includes(bare) || isTyped(one, bare, pinyin, true) || isTwo(one, bare, pinyin);
  });
}

function isTyped({ chinese }: Called, word: string, pinyin: Pinyin, scattered: boolean): boolean {
  return pinyin !== undefined && chinese.some((text) => text !== "" && pinyin(text, word, scattered));
}

/** Two words without a blank between them, such as 温度主轴 or `spindletemperature`. */
function isTwo(one: Called, word: string, pinyin: Pinyin): boolean {
  const text = one.text.replaceAll(HYPHENS, "");
  for (let at = LEAST_PART; at <= word.length - LEAST_PART; at++)
    if ([word.slice(0, at), word.slice(at)].every((part) => begins(text, part) || isTyped(one, part, pinyin, false)))
      return true;
  return false;
}

/**
 * A Chinese word may begin anywhere; any other word must begin where a word of the text does, because its first letters
 * occur inside too many words.
 */
function begins(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (at === 0 || HAN.test(part) || !/[a-z0-9]/.test(text[at - 1] as string)) return true;
  }
  return false;
}
