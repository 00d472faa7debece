import type { ConfigText } from "../contracts/plant/config-text.ts";
import { problem } from "./config-texts.ts";

/** Common spellings of units, with the UCUM code (ucum.org). */
const COMMON_MISTAKES: ReadonlyMap<string, string> = new Map([
  ["°C", "Cel"],
  ["℃", "Cel"],
  ["degC", "Cel"],
  ["C", "Cel"],
  ["rpm", "/min"],
  ["RPM", "/min"],
  ["U/min", "/min"],
  ["Nm", "N.m"],
  ["kWh", "kW.h"],
  ["Wh", "W.h"],
  ["MWh", "MW.h"],
  ["VA", "V.A"],
  ["°", "deg"],
  ["µm", "um"],
  ["μm", "um"],
  ["m³/h", "m3/h"],
  ["m³", "m3"],
  ["sec", "s"],
  ["hr", "h"],
  ["pcs", "1"],
  ["count", "1"],
]);

/**
 * Why a unit is not a UCUM code and what to write; undefined where it may be one. Checks the form, not the code table.
 */
export function unitTrouble(unit: string): ConfigText | undefined {
  const meant = COMMON_MISTAKES.get(unit);
  if (meant !== undefined) return problem("unit-mistaken", { unit, meant });
  if (!/^[!-~]+$/.test(unit)) return problem("unit-no-ucum", { unit });
  return isBalanced(unit) ? undefined : problem("unit-brackets", { unit });
}

function isBalanced(unit: string): boolean {
  const open: string[] = [];
  for (const character of unit) {
    if (character === "(" || character === "[" || character === "{") open.push(character);
    else if (character === ")" && open.pop() !== "(") return false;
    else if (character === "]" && open.pop() !== "[") return false;
    else if (character === "}" && open.pop() !== "{") return false;
  }
  return open.length === 0;
}
