/** Readers of values that came from the other side of a fleet: each gives the checked value, or undefined. */
import type { LocalizedText } from "../plant/tag.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The object that a message of at most `most` bytes holds as JSON. */
export function jsonObjectIn(bytes: Uint8Array, most: number): object | undefined {
  if (bytes.length > most) return undefined;
  try {
    const value = JSON.parse(decoder.decode(bytes)) as unknown;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A finite number in the bounds. */
export function bounded(value: unknown, least: number, most: number): number | undefined {
  return typeof value === "number" && value >= least && value <= most ? value : undefined;
}

/** A whole number from 0 on. */
export function wholeIn(value: unknown, most: number): number | undefined {
  return Number.isSafeInteger(value) ? bounded(value, 0, most) : undefined;
}

/** A text of at least one character that does not only consist of blanks. */
export function textIn(value: unknown, most: number): string | undefined {
  return typeof value === "string" && value.length <= most && value.trim() !== "" ? value : undefined;
}

/** As much of a text as the other side takes by `textIn`: a longer one ends with an ellipsis. */
export function cutTo(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

export function localizedIn(value: unknown, most: number): LocalizedText | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { en, zh } = value as Record<string, unknown>;
  const [english, chinese] = [textIn(en, most), textIn(zh, most)];
  return english === undefined || chinese === undefined ? undefined : { en: english, zh: chinese };
}
