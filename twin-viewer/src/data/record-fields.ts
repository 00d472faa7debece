import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";

/** A field where there is one: an absent one is not undefined. */
export function only<K extends string, T>(key: K, value: T | null | undefined): { readonly [key in K]?: T } {
  return value === undefined || value === null ? {} : ({ [key]: value } as { readonly [key in K]?: T });
}

export const ms = (micros: Micros): number => micros / 1000;

export function time(text: string | null | undefined): number | undefined {
  return text === null || text === undefined ? undefined : Date.parse(text);
}
