/** Key figures of the plant by hour and day, and of one operation, as tags of the last station. */
import { type FigureScope, figureShapes } from "../../../edge/contracts/quality/key-figures.ts";
import type { Spec } from "./signal-spec.ts";

const FIGURES = {
  "good-pieces": 103,
  "scrap-share": 2.83,
  "first-pass-yield": 94.34,
  "quality-cost-per-piece": 4.217,
  "energy-per-piece": 1.382,
  "energy-cost-per-piece": 0.913,
  "co2-per-piece": 0.742,
} as const;

const scope = (component: string, of: FigureScope["of"]): FigureScope => ({
  ...{ component, of, isDay: component.endsWith("-day"), name: "" },
  figures: Object.keys(FIGURES) as (keyof typeof FIGURES)[],
});

export function figureSpecs(): Spec[] {
  const scopes = [
    scope("key-figures", "plant"),
    scope("key-figures-day", "plant"),
    scope("operation-op60", "operation"),
  ];
  return figureShapes({ scopes }, "CNY").map(({ component, signal, name, unit = "" }) => ({
    ...{ component, signal, ...name, unit, isDerived: true },
    // A step without a completion yet.
    read: () => (component === "operation-op60" ? Number.NaN : FIGURES[signal as keyof typeof FIGURES]),
  }));
}
