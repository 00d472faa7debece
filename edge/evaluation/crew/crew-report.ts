/** The part of a report that a maintenance manager reads: rules E33 and E36 in docs/rules/evaluation.md. */
import { percent } from "../report.ts";
import type { CrewFigures } from "./crew-figures.ts";
import type { StopParts } from "./handling.ts";

const WIDTH = 20;

type Row = readonly [name: string, text: string];

export function crewRows(figures: CrewFigures): string[] {
  const { jobs, stops } = figures;
  const head = `maintenance team    simulated, ${jobs} faults for it, ${stops.count} of them stop a machine`;
  if (jobs === 0) return [head];
  const rows = [...stopRows(figures), callRow(figures), ...workRows(figures), ...creepingRows(figures)];
  const ifs = figures.sensitivity.map((one): Row => ["if", sensitivityText(one)]);
  const all = [...rows, ...ifs, assumedRow(figures)];
  return [head, ...all.map(([name, text]) => `  ${name.padEnd(WIDTH)}${text}`)];
}

function stopRows({ stops }: CrewFigures): readonly Row[] {
  const { warningH, lifeH, atLeast, prevented } = stops;
  if (warningH === null || lifeH === null) return [];
  const shares = Object.entries(atLeast).map(([least, share]) => `${percent(share)} have ${least.replace("h", " h")}`);
  const [lower, median, upper] = warningH.map((one) => one.toFixed(1));
  const spread = `quartiles ${lower} to ${upper} h; the faults showed ${hours(lifeH[1])} before`;
  return [
    ["warning of a stop", `median ${median} h (${spread}); ${shares.join(", ")} or more`],
    ["stops prevented", `${percent(prevented.without)} by rounds alone, ${percent(prevented.with)} with findings`],
  ];
}

function callRow({ falseCalls }: CrewFigures): Row {
  const { count, perTechnicianWeek, upperBound95, workH } = falseCalls;
  const most = `at most ${upperBound95.toFixed(2)} (95 %, one-sided)`;
  return ["false calls", `${perTechnicianWeek.toFixed(2)} per technician and week, ${most}; ${count}: ${hours(workH)}`];
}

function workRows(figures: CrewFigures): readonly Row[] {
  const { named, downtime, active, work, stopped, diagnosisShare } = figures;
  const { without, with: warned } = downtime;
  return [
    ["named", namedText(named)],
    ["", "without findings, with them:"],
    ["unplanned downtime", `${hours(without.unplannedH)}, ${hours(warned.unplannedH)}`],
    ["planned downtime", `${hours(without.plannedH)}, ${hours(warned.plannedH)} with that of false calls`],
    ["MTTR, hands-on", `${comparedText(active)} a fault: diagnosis, repair, check (MRT of ISO 14224)`],
    ["", `diagnosis ${percent(diagnosisShare.without)} of it, ${percent(diagnosisShare.with)}`],
    ["MTTR, in work", `${comparedText(work)} a fault: with instructions, tools and helpers`],
    ["MTTR, stop to ready", `${comparedText(stopped)} a fault that stops a machine, planned stops too`],
    ...partRows(figures),
  ];
}

const PARTS = {
  wayH: "way",
  diagnosisH: "diagnosis",
  spareH: "waiting for the part",
  errandsH: "instructions, tools, helpers",
  repairH: "repair",
  checkH: "check",
} as const satisfies Readonly<Record<keyof StopParts, string>>;

function partRows({ stopParts }: CrewFigures): readonly Row[] {
  if (stopParts === null) return [];
  const { without, with: warned } = stopParts;
  const texts = Object.entries(PARTS).map(([part, name]) => {
    const key = part as keyof StopParts;
    return `${name} ${hours(without[key])}, ${hours(warned[key])}`;
  });
  return [["", `of it, pauses included: ${texts.join("; ")}`]];
}

function creepingRows({ creeping }: CrewFigures): readonly Row[] {
  const { count, withoutH, withH } = creeping;
  if (withoutH === null || withH === null) return [];
  return [["unknown for", `median ${hours(withoutH)}, ${hours(withH)}, of ${count} faults that stop no machine`]];
}

function namedText({ found, rightFirst, needSpare, inCatalogue, rightSpare }: CrewFigures["named"]): string {
  const component = `right component first in ${rightFirst} of ${found} faults with a finding on their machine`;
  return `${component}; right spare in ${rightSpare} of ${inCatalogue} with one in the config (${needSpare} need one)`;
}

function comparedText({ without, with: warned, reduction, interval }: CrewFigures["active"]): string {
  if (without === null || warned === null) return "-";
  const held = interval === null ? "" : `, 95 % ${change(interval[1])} to ${change(interval[0])}`;
  return `${hours(without)}, ${hours(warned)} (${change(reduction)}${held})`;
}

function sensitivityText({ change: what, ...of }: CrewFigures["sensitivity"][number]): string {
  const { withoutH, withH } = of.unplanned;
  const unplanned = `unplanned ${hours(withoutH)}, ${hours(withH)}`;
  const work = `hands-on ${change(of.activeReduction)}, in work ${change(of.workReduction)}`;
  return `${what}: ${work}, stop to ready ${change(of.downtimeReduction)}, ${unplanned}`;
}

function assumedRow({ assumptions }: CrewFigures): Row {
  const texts = Object.values(assumptions.crew).map(({ value, unit, meaning }) => `${meaning} ${value} ${unit}`.trim());
  return ["assumed", texts.join("; ")];
}

function change(reduction: number | null): string {
  if (reduction === null) return "-";
  return `${reduction < 0 ? "+" : "−"}${percent(Math.abs(reduction))}`;
}

function hours(value: number): string {
  return `${value.toFixed(1)} h`;
}
