/** Runs with and without the advice, as text with their assumptions. */
import { plantCausesText } from "../causes/plant-causes.ts";
import { CREW, OTHER_EXAMINATION } from "../crew/assumptions.ts";
import { tableRow } from "../report.ts";
import { CARRIES_OUT_H, type EnergyFigures, type EnergyUse } from "./energy-advice.ts";
import { CORRECTS_H, type QualityFigures, type QualityRun } from "./quality-advice.ts";

const WIDTHS = [44, 14, 14, 0];
const FAULT_WIDTHS = [20, 16, 12, 16, 0];

interface Title {
  readonly scenario: string;
  readonly seed: number;
  readonly hours: number;
}

/** The relative change from `without` to `with`; a dash where there is nothing to compare. */
export function change(without: number, following: number): string {
  if (!(without > 0)) return "-";
  const percent = 100 * (following / without - 1);
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent).toFixed(1)} %`;
}

const row = (what: string, [without, following]: readonly [number, number], digits: number): string =>
  tableRow([what, without.toFixed(digits), following.toFixed(digits), change(without, following)], WIDTHS);

const HEAD = tableRow(["", "nobody follows", "crew follows", "change"], WIDTHS);

export function energyAdviceText({ scenario, seed, hours }: Title, figures: EnergyFigures | undefined): string {
  const title = `${scenario}, seed ${seed}, ${hours} h: recommendations on energy, followed and not (simulated)`;
  if (figures === undefined)
    return `${title}\nnothing was recommended, or it was carried out too late to compare an hour\n`;
  const { advice, without, with: following } = figures;
  const perStep = ({ kWh, steps }: EnergyUse): number => kWh / steps;
  const perValue = ({ kWh, value }: EnergyUse): number => (1000 * kWh) / value;
  return [
    title,
    ...advice.map(
      ({ what, whyNot }) =>
        `${whyNot === "" ? "followed     " : "not followed "} ${what}${whyNot === "" ? "" : ` (${whyNot})`}`,
    ),
    "",
    `compared: ${figures.hours.toFixed(0)} h after the last of them was carried out`,
    HEAD,
    row("electricity of the plant, kWh", [without.kWh, following.kWh], 0),
    row("operations on pieces", [without.steps, following.steps], 0),
    row("energy per operation, kWh", [perStep(without), perStep(following)], 4),
    row("energy per 1,000 of value added, kWh", [perValue(without), perValue(following)], 1),
    "",
    `assumed: ${CARRIES_OUT_H} h from a recommendation to its carrying out; a station in standby draws 15 %; ` +
      "value by the rates of quality.costs. Energy is the true power from the grid; gas and warm-ups are not counted.",
    "",
  ].join("\n");
}

export function qualityAdviceText(
  { scenario, seed, hours }: Title,
  { without, with: following }: QualityFigures,
): string {
  const cost = ({ costs: { scrap, rework, inspection } }: QualityRun): number => scrap + rework + inspection;
  const mean = ({ located }: QualityRun, of: (one: QualityRun["located"][number]) => number): number =>
    located.length === 0 ? 0 : located.reduce((sum, one) => sum + of(one), 0) / located.length;
  const both = (of: (run: QualityRun) => number): readonly [number, number] => [of(without), of(following)];
  return [
    `${scenario}, seed ${seed}, ${hours} h: causes of defects, looked at and not (simulated)`,
    tableRow(["fault", "kind", "10 bad, h", "found without, h", "found with, h"], FAULT_WIDTHS),
    ...following.located.map(({ id, kind, knownH, searchH }) => {
      const other = without.located.find((one) => one.id === id);
      return tableRow(
        [id, kind, knownH.toFixed(2), other === undefined ? "-" : other.searchH.toFixed(2), searchH.toFixed(2)],
        FAULT_WIDTHS,
      );
    }),
    "",
    HEAD,
    row(
      "faults that were located",
      both(({ located }) => located.length),
      0,
    ),
    row(
      "from 10 bad pieces to the place, h (mean)",
      both((run) => mean(run, ({ searchH }) => searchH)),
      2,
    ),
    row(
      "  of which search, without the way",
      both((run) => mean(run, ({ searchH }) => searchH - CREW.reaction.value)),
      2,
    ),
    row(
      "from the fault to the place, h (mean)",
      both((run) => mean(run, ({ knownH, searchH }) => knownH + searchH)),
      2,
    ),
    row("cost of bad quality", both(cost), 0),
    row(
      "  of it scrap",
      both(({ costs }) => costs.scrap),
      0,
    ),
    row(
      "good pieces at the end",
      both(({ costs }) => costs.good),
      0,
    ),
    "",
    `assumed: both crews begin at the tenth bad piece, take ${CREW.reaction.value} h for the way, ` +
      `${OTHER_EXAMINATION.hours} h for each place and ${CORRECTS_H} h for the correction. Without the ranking they ` +
      "examine stations up to the gauge, castings and programs in random order; symptoms rule out half of the sound " +
      "ones (mean over all orders); with it the first three causes come first, as they are ranked when they arrive.",
    following.causes === undefined ? "" : plantCausesText(following.causes),
  ].join("\n");
}
