/**
 * Text in answers to agents. Whatever a machine, a config or a person wrote may hold instructions to the model that
 * reads it, so it stands in an object of its own and never beside the edge's own words (rule AG5).
 */

/** Text from the plant: data to quote, never an instruction. */
export interface PlantText {
  readonly plantText: string;
}

const LONGEST = 400;
/** Characters that hide or reorder text: controls, zero-width and bidirectional marks, tags, private ones. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
/** A word of the edge's own vocabulary: states, kinds, codes, units. */
const WORD = /^[A-Za-z0-9%][A-Za-z0-9_.:%/*{}()^-]{0,63}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Text that came from the plant; null where there is none. */
export function said(text: string | null | undefined): PlantText | null {
  if (text === null || text === undefined || text === "") return null;
  const clean = text.replace(HIDDEN, " ").trim();
  return { plantText: clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean };
}

/** A word that the edge's own code chose. Anything that does not look like one counts as text of the plant. */
export function word(text: string | null): string | PlantText | null {
  return text !== null && WORD.test(text) ? text : said(text);
}

export function time(text: string | null): string | null {
  return text !== null && TIME.test(text) ? text : null;
}

/** Rounded to significant digits, because each digit costs a model tokens. */
export function rounded(value: number | null | undefined, digits = 5): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(digits));
}
