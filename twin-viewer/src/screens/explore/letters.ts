import { calculatedUidIn } from "../../../../edge/contracts/explore/calculated-tag.ts";
import type { Expression } from "../../../../edge/contracts/explore/curve.ts";
import { type BoardCurve, tagOf } from "./board.ts";

const ALPHABET = 26;

/** The name of a curve in expressions, by its place in the list: a to z, then a1 to z1 and so on. */
export function letterOf(at: number): string {
  const round = Math.floor(at / ALPHABET);
  return `${String.fromCharCode(97 + (at % ALPHABET))}${round === 0 ? "" : round}`;
}

/** Curves that an expression may name: those of the plant's tags, because calculated ones do not nest. */
export function lettered(
  curves: readonly BoardCurve[],
): readonly { readonly name: string; readonly curve: BoardCurve }[] {
  return curves.filter(isOfPlant).map((curve, i) => ({ name: letterOf(i), curve }));
}

function isOfPlant(curve: BoardCurve): boolean {
  const uid = tagOf(curve);
  return uid !== undefined && calculatedUidIn(uid) === undefined;
}

/** An expression with the tags of the letters that it uses. */
export function expressionOf(text: string, curves: readonly BoardCurve[]): Expression {
  const used = new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
  const inputs = lettered(curves)
    .filter(({ name }) => used.has(name))
    .map(({ name, curve }) => ({ name, tag: tagOf(curve) as string }));
  return { text: text.trim(), inputs };
}
