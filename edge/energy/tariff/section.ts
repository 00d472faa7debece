/** `tariffs` in the plant's config, and the problems that its schema cannot express. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { defineSection } from "../../contracts/plant/section.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { faultsOfYear } from "./band-hours.ts";
import { type Contract, type Day, type TariffsConfig, tariffsConfig } from "./config.ts";
import { problem } from "./problem-table.ts";

/** Further gaps of one contract would hide the first. */
const MOST_GAPS = 3;

const DAY_NAMES: Readonly<Record<Day, LocalizedText>> = {
  mon: { zh: "周一", en: "Monday" },
  tue: { zh: "周二", en: "Tuesday" },
  wed: { zh: "周三", en: "Wednesday" },
  thu: { zh: "周四", en: "Thursday" },
  fri: { zh: "周五", en: "Friday" },
  sat: { zh: "周六", en: "Saturday" },
  sun: { zh: "周日", en: "Sunday" },
  holiday: { zh: "节假日", en: "holidays" },
};

type Found = readonly [steps: readonly (string | number)[], text: ConfigText];

function tariffProblems(
  { contracts, outdoor, compressors, chillers }: TariffsConfig,
  assets: readonly AssetConfig[],
): readonly SectionProblem[] {
  const named: readonly (readonly [steps: readonly (string | number)[], meter: string])[] = [
    ...(outdoor === undefined ? [] : [[["outdoor", "asset"], outdoor.asset] as const]),
    ...compressors.map(({ asset }, at) => [["compressors", at, "asset"], asset] as const),
    ...chillers.map(({ asset }, at) => [["chillers", at, "asset"], asset] as const),
  ];
  const ofAssets = named.flatMap(([steps, meter]) =>
    assets.some(({ label }) => label === meter)
      ? []
      : [{ steps: ["tariffs", ...steps], ...problem("tariff-no-meter", { meter }) }],
  );
  const ofContracts = contracts.flatMap((contract, at) => {
    const before = contracts.slice(0, at);
    const found = [
      ...twiceProblems(contract, before),
      ...hoursProblems(contract),
      ...meterProblems(contract, before, assets),
    ];
    return found.map(([steps, text]) => ({ steps: ["tariffs", "contracts", at, ...steps], ...text }));
  });
  return [...ofContracts, ...ofAssets];
}

function twiceProblems({ id, bands }: Contract, before: readonly Contract[]): readonly Found[] {
  return [
    ...(before.some((other) => other.id === id) ? [[["id"], problem("tariff-twice", { id })] as const] : []),
    ...bands.flatMap((band, at) =>
      bands.slice(0, at).some((other) => other.id === band.id)
        ? [[["bands", at, "id"], problem("tariff-twice", { id: band.id })] as const]
        : [],
    ),
  ];
}

function hoursProblems(contract: Contract): readonly Found[] {
  const { bands, hours } = contract;
  const unknown = hours.flatMap(({ band }, at): Found[] =>
    bands.some(({ id }) => id === band) ? [] : [[["hours", at, "band"], problem("tariff-no-band", { band })]],
  );
  if (hours.length === 0 && bands.length > 1) {
    const whole = { day: DAY_NAMES.mon, from: "00:00", to: "24:00", date: "01-01" };
    return [[["hours"], problem("tariff-hours-missing", whole)]];
  }
  const faults = faultsOfYear(contract);
  const crossing = faults.flatMap(({ entries, from, to, day, monthDay: date }): Found[] => {
    const [first, second] = entries;
    if (first === undefined || second === undefined) return [];
    const other = hours[first]?.band ?? "";
    return [[["hours", second], problem("tariff-hours-cross", { day: DAY_NAMES[day], from, to, date, other })]];
  });
  const gaps = faults.filter(({ entries }) => entries.length === 0).slice(0, MOST_GAPS);
  return [
    ...unknown,
    ...crossing,
    ...gaps.map(
      ({ from, to, day, monthDay: date }): Found => [
        ["hours"],
        problem("tariff-hours-missing", { day: DAY_NAMES[day], from, to, date }),
      ],
    ),
  ];
}

function meterProblems(
  { medium, meters, demand, powerFactor }: Contract,
  before: readonly Contract[],
  assets: readonly AssetConfig[],
): readonly Found[] {
  const found: Found[] = meters.flatMap((meter, at): Found[] => {
    const steps = ["meters", at];
    const asset = assets.find(({ label }) => label === meter);
    if (asset === undefined) return [[steps, problem("tariff-no-meter", { meter })]];
    const measures = asset.medium ?? "electricity";
    if (measures !== medium)
      return [[steps, problem("tariff-meter-medium", { meter, medium: measures, contract: medium })]];
    const other = before.find((one) => one.meters.includes(meter))?.id;
    return other === undefined ? [] : [[steps, problem("tariff-two-contracts", { meter, other })]];
  });
  for (const [at, label] of (demand?.canShift ?? []).entries())
    if (!assets.some((asset) => matchesWord(label, asset.label)))
      found.push([["demand", "canShift", at], problem("tariff-no-shiftable", { label })]);
  for (const [key, charge] of Object.entries({ demand, powerFactor })) {
    if (charge === undefined) continue;
    if (medium !== "electricity") found.push([[key], problem("tariff-electricity-only", {})]);
    else if (meters.length === 0) found.push([[key], problem("tariff-meter-needed", {})]);
  }
  return found;
}

export const tariffsSection = defineSection({ name: "tariffs", schema: tariffsConfig, problems: tariffProblems });
