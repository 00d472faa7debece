/** Mistakes of gas detectors that the schema of types cannot express (rule LV32). Pure. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem, TagConfig } from "../../contracts/plant/edge-config.ts";
import { signalName } from "../../contracts/plant/tag.ts";
import { problem } from "./problem-table.ts";

/** One problem for each type, however many assets are of it. */
export function gasProblems(assets: readonly AssetConfig[]): readonly SectionProblem[] {
  const types = new Map(assets.map((asset) => [asset.type, asset]));
  return [...types.values()].flatMap(({ type, tags }) => {
    const hasGas = tags.some(({ shape }) => shape.role === "gas-concentration");
    return tags.flatMap((tag, at) =>
      problemsOf(tag, hasGas).map((text) => ({ steps: ["types", type, "tags", at], ...text })),
    );
  });
}

function problemsOf({ shape }: TagConfig, hasGas: boolean): readonly ConfigText[] {
  const { role, unit, limits } = shape;
  const tag = signalName(shape);
  if (role === "gas-fault" && !hasGas) return [problem("gas-no-concentration", { tag })];
  if (role !== "gas-concentration") return [];
  return [
    ...(unit === undefined ? [problem("gas-no-unit", { tag })] : []),
    ...(limits === undefined || Object.keys(limits).length === 0 ? [problem("gas-no-limits", { tag })] : []),
  ];
}
