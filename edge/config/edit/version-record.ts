import type { Plugins } from "../../contracts/plant/plugins.ts";
import { maskedText } from "./secrets.ts";

/** One file of a save as versions keep it: without the secrets that stand in it. */
export interface FileRecord {
  /** Relative to the plant's folder. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** True when `before` lacks a secret, so that it cannot come back. */
  readonly isMasked: boolean;
  /** Of a private file with a secret: only its name is kept. */
  readonly isSecret?: true;
}

export function recordOf(file: string, before: string, after: string, plugins: Plugins): FileRecord {
  const [from, to] = [maskedText(before, plugins), maskedText(after, plugins)];
  return { file, before: from.text, after: to.text, isMasked: from.isMasked };
}

export function secretRecordOf(file: string): FileRecord {
  return { file, before: "", after: "", isMasked: false, isSecret: true };
}
