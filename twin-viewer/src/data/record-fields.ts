import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";

/**
 * An object with this field if it has a value, else an empty one: an absent field is not the same as an undefined one.
 */
export function only<K extends string, T>(key: K, value: T | null | undefined): { readonly [key in K]?: T } {
  return value === undefined || value === null ? {} : ({ [key]: value } as { readonly [key in K]?: T });
}

export const ms = (micros: Micros): number => micros / 1000;

export function time(text: string | null | undefined): number | undefined {
  return text === null || text === undefined ? undefined : Date.parse(text);
}
