/** Words of data types in declarations. */
import { VALUE_TYPES, type ValueType } from "../types.ts";
import type { Declared } from "./declarations.ts";

const SYNONYMS: Readonly<Record<string, ValueType>> = { time_of_day: "tod", date_and_time: "dt" };
/** Types without a place in a tag, with their bytes in a block with standard access. */
const OPAQUE: Readonly<Record<string, number>> = { ltod: 8, ltime_of_day: 8, ldt: 8, pointer: 6, any: 10 };

/** Type of a word such as `REAL`; undefined for one that names a structure. */
export function typeOfWord(word: string, length?: number): Declared | undefined {
  const plain = word.toLowerCase();
  const type = SYNONYMS[plain] ?? VALUE_TYPES.find((one) => one === plain);
  if (type !== undefined) return { kind: "value", type, ...(length === undefined ? {} : { length }) };
  const bytes = OPAQUE[plain];
  return bytes === undefined ? undefined : { kind: "opaque", name: word, bytes };
}
