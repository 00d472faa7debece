import { createRequire } from "node:module";
import type jsonata from "jsonata";
import type { ConfigSentence } from "../../../contracts/plant/config-text.ts";
import { sentence } from "../problem-table.ts";
import { type Compiled, compile } from "./compiled.ts";

const require = createRequire(import.meta.url);
/** Loaded with the first expression: a config without one does not need it. */
const parse = (text: string): jsonata.Expression => (require("jsonata") as typeof jsonata)(text);

/** A JSONata expression of the config. */
export interface Expression {
  readonly text: string;
  /** Undefined where only the interpreter can evaluate it. */
  readonly compiled: Compiled | undefined;
}

/** Parses once. Throws JSONata's error for a text that is not an expression. */
export function parseExpression(text: string): Expression {
  return { text, compiled: compile(parse(text).ast()) };
}

/** The mistake in the text, with its position; undefined when it is an expression. */
export function problemOf(text: string): ConfigSentence | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    const { message, code, position } = error as { message?: unknown; code?: unknown; position?: unknown };
    const place =
      typeof position === "number" ? sentence("json-expression-place", { at: position }).message : { en: "", zh: "" };
    // JSONata writes its errors in English only; the Chinese text gives the error's code.
    return sentence("json-expression", { what: { en: String(message), zh: String(code) }, place });
  }
}
