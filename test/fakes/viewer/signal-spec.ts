import type { EnumLabel, TagRole, TagType } from "../../../edge/contracts/plant/tag.ts";

/** A signal of a station in the fake plant: the fields of its tag, and its value at second `t`. */
export interface Spec {
  readonly component?: string;
  readonly signal: string;
  readonly zh: string;
  readonly en: string;
  readonly type?: TagType;
  readonly unit?: string;
  readonly role?: TagRole;
  readonly range?: readonly [number, number];
  readonly labels?: readonly EnumLabel[];
  readonly isStatic?: boolean;
  /** Computed by the edge itself. */
  readonly isDerived?: true;
  readonly read: (t: number) => number | string;
}

/** A sine about `mid`. */
export const wave = (mid: number, swing: number, period: number, phase: number) => (t: number) =>
  mid + swing * Math.sin((2 * Math.PI * t) / period + phase);

/** A number that is always the same for a text, so that stations differ but pictures do not. */
export function hash(text: string): number {
  let h = 7;
  for (let i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) >>> 0;
  return h;
}
