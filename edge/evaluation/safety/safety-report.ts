/** Figures of safety as text. */
import { tableRow } from "../report.ts";
import type { GasFigures } from "./gas-truth.ts";
import type { KindFigures, SafetyFigures } from "./safety-figures.ts";

const WIDTHS = [22, 8, 9, 10, 11, 8, 9, 8, 0];
const MOST = 20;
/** Kinds with lines of their own. */
const SCORED = new Set(["unsafe-act", "lone-worker", "person-down", "near-miss", "double-release"]);

export function safetyReportText(figures: SafetyFigures): string {
  const { title, seed, hours, vehicles, drivingShare, nuisancesPerDay, kinds, misses, leastM, vision } = figures;
  const driving = `${vehicles} vehicles, ${(100 * drivingShare).toFixed(0)} % of the time driving`;
  const row = (cells: readonly string[]): string => tableRow(cells, WIDTHS);
  const delayOf = (s: number | null): string => (s === null ? "" : `, median delay ${s.toFixed(1)} s`);
  const unseen = vision.acts - vision.inView;
  return [
    `${title}, seed ${seed}: ${hours} h of simulated time, ${driving}`,
    `nuisances    ${nuisancesPerDay.toFixed(2)} a day over the whole plant, of the kinds that the config has on`,
    "",
    row(["alerts", "on", "alerts", "a day", "near miss", "close", "averted", "false", "nuisances"]),
    ...kinds.map((one) => row(cellsOf(one))),
    "",
    ...misses.map(({ with: what, nearMisses, foretold, falsePer8h }) => {
      const share = nearMisses === 0 ? "" : ` (${((100 * foretold) / nearMisses).toFixed(1)} %)`;
      const found = `${foretold} of ${nearMisses} near misses foretold 2 s ahead${share}`;
      return `${what.padEnd(12)} ${found}, ${falsePer8h.toFixed(2)} false for each vehicle and 8 h`;
    }),
    ...(leastM.length === 0
      ? []
      : [
          `least gaps   ${[...leastM]
            .sort((a, b) => a - b)
            .slice(0, MOST)
            .map(metres)
            .join(", ")} m`,
        ]),
    `vision       ${vision.foundInView} of ${vision.inView} acts that a camera sees, ${vision.again} again, ` +
      `${vision.falseOnes} false${delayOf(vision.medianDelayS)}; ` +
      `${vision.found - vision.foundInView} of ${unseen} that none sees for 2 s`,
    ...vision.states.map(
      ({ kind, happened, found, again, falseOnes, medianDelayS }) =>
        `${kind.padEnd(12)} ${found} of ${happened} found, ${again} again, ${falseOnes} false${delayOf(medianDelayS)}`,
    ),
    ...gasLines(figures.gas),
    ...figures.faults
      .filter(({ kind }) => !SCORED.has(kind))
      .map(({ id, kind, asset, detected, delayS }) => {
        const found = detected ? `found after ${delayS?.toFixed(0) ?? "?"} s` : "not found";
        return `fault        ${id} ${kind} ${asset}: ${found}`;
      }),
    `detectors    ${figures.falseAlerts.length} false alerts on cells, gates and gas`,
    ...figures.falseAlerts.slice(0, MOST).map(({ rule, asset, message }) => `  ${asset} ${rule}: ${message}`),
    "",
  ].join("\n");
}

function gasLines({ leaks, crossed, times, alarmed, falseAlarms }: GasFigures): readonly string[] {
  const found = crossed.filter(({ delayS }) => delayS !== null).length;
  const seconds = (value: number | null) => (value === null ? "none" : `${value.toFixed(0)} s`);
  return [
    `gas          ${found} of ${crossed.length} leaks above the first level found (${leaks} leaks), ` +
      `${alarmed} of ${times} times at a detector, ${falseAlarms} false`,
    ...crossed.map(
      ({ id, asset, crossedAfterS, delayS, detectors }) =>
        `  ${id} ${asset}: first level after ${seconds(crossedAfterS)}, alarm after ${seconds(delayS)} more, ` +
        `at ${detectors.join(", ")}`,
    ),
  ];
}

function cellsOf({ kind, isOn, alerts, perDay, of, nuisances }: KindFigures): string[] {
  const verdicts = of === undefined ? ["-", "-", "-", "-"] : [of["near-miss"], of.close, of.averted, of.false];
  return [kind, isOn ? "yes" : "no", String(alerts), perDay.toFixed(1), ...verdicts.map(String), String(nuisances)];
}

function metres(gapM: number): string {
  return gapM.toFixed(2);
}
