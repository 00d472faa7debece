import jsonata from "jsonata";
import { type Compiled, compile } from "./compiled.ts";

/** A JSONata expression of the config. */
export interface Expression {
  readonly text: string;
  /** Undefined where only the interpreter can evaluate it. */
  readonly compiled: Compiled | undefined;
}

/** Parses once. Throws what JSONata says of a text that is no expression. */
export function parseExpression(text: string): Expression {
  return { text, compiled: compile(jsonata(text).ast()) };
}

/** What is wrong with the text, and where; undefined when it is an expression. */
export function problemOf(text: string): string | undefined {
  try {
    jsonata(text);
    return undefined;
  } catch (error) {
    const { message, position } = error as { message?: unknown; position?: unknown };
    return `the expression is no JSONata: ${String(message)}${typeof position === "number" ? ` (at character ${position})` : ""}`;
  }
}
