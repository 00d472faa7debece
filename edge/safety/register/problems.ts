/** Mistakes of the register that its schema cannot express (rule SR5). Pure. */

import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { isBelow } from "../../contracts/plant/equipment-path.ts";
import { isDay } from "../../contracts/plant/time-zone.ts";
import type { RiskMethod } from "../../contracts/safety/risk.ts";
import type { HazardConfig, PlaceConfig, RegisterConfig } from "./config.ts";
import { itemsOf, methodOf } from "./method.ts";
import { problem } from "./problem-table.ts";

type Steps = readonly (string | number)[];
type Found = readonly [steps: Steps, text: ConfigText];

/** Items of one inspection. */
const MOST_ITEMS = 100;

interface Known {
  readonly labels: ReadonlySet<string>;
  readonly zones: ReadonlySet<string>;
  readonly paths: readonly string[];
}

/** `root`: the config as plain values; zones and places are no part of the section. */
export function registerProblems(
  config: RegisterConfig,
  assets: readonly AssetConfig[],
  root: Readonly<Record<string, unknown>> = {},
): readonly SectionProblem[] {
  const known: Known = {
    labels: new Set(assets.map(({ label }) => label)),
    zones: new Set(texts(root["zones"], "id")),
    paths: [...texts(root["places"], "path"), ...assets.map(({ equipmentPath }) => equipmentPath)],
  };
  const found: Found[] = [
    ...methodProblems(config),
    ...twice(config),
    ...config.hazards.flatMap((hazard, at) => under(["hazards", at], hazardProblems(config, hazard, known))),
    ...resourceProblems(config, known),
    ...planProblems(config),
    ...inspectionProblems(config, known),
    ...alertProblems(config),
  ];
  return found.map(([steps, text]) => ({ steps: ["safety", ...steps], ...text }));
}

function under(steps: Steps, found: readonly Found[]): readonly Found[] {
  return found.map(([more, text]) => [[...steps, ...more], text]);
}

const LISTS = ["hazards", "resources", "plans", "inspections", "permits"] as const;

function twice(config: RegisterConfig): readonly Found[] {
  const of = (steps: Steps, ids: readonly string[]) =>
    ids.flatMap((id, at): Found[] =>
      ids.indexOf(id) < at ? [[[...steps, at, "id"], problem("safety-twice", { id })]] : [],
    );
  return [
    ...LISTS.flatMap((list) =>
      of(
        [list],
        config[list].map(({ id }) => id),
      ),
    ),
    ...of(["rules", "major"], config.rules?.major.map(({ id }) => id) ?? []),
  ];
}

function methodProblems({ method: asked }: RegisterConfig): readonly Found[] {
  const { kind, bands, likelihood, severity, matrix } = methodOf(asked);
  if (kind !== "matrix")
    return bands[0] > bands[1] && bands[1] > bands[2] ? [] : [[["method", "bands"], problem("safety-bands", {})]];
  const isWhole = matrix.length === likelihood.length && matrix.every((row) => row.length === severity.length);
  return isWhole
    ? []
    : [[["method", "matrix"], problem("safety-matrix", { rows: likelihood.length, columns: severity.length })]];
}

function hazardProblems(config: RegisterConfig, hazard: HazardConfig, known: Known): readonly Found[] {
  const method = methodOf(config.method);
  const values = (
    ["likelihood", "severity", ...(method.kind === "LEC" ? (["exposure"] as const) : [])] as const
  ).flatMap((field) => valueProblem(method, field, hazard[field]));
  return [
    ...placeProblems(hazard.place, known),
    ...values,
    ...(method.kind !== "LEC" && hazard.exposure !== undefined
      ? [[["exposure"], problem("safety-exposure-unused", { method: method.kind })] as const]
      : []),
    ...criterionProblems(config, hazard.major),
  ];
}

function valueProblem(
  method: RiskMethod,
  field: "likelihood" | "severity" | "exposure",
  value: number | undefined,
): readonly Found[] {
  if (value === undefined) return [[[], problem("safety-exposure-missing", {})]];
  const values = method[field].join(", ");
  return method[field].includes(value)
    ? []
    : [[[field], problem("safety-value", { value, method: method.kind, values })]];
}

function criterionProblems({ rules }: RegisterConfig, major: string | undefined): readonly Found[] {
  if (major === undefined) return [];
  if (rules === undefined) return [[["major"], problem("safety-no-rules", {})]];
  return rules.major.some(({ id }) => id === major) ? [] : [[["major"], problem("safety-no-criterion", { id: major })]];
}

function placeProblems({ asset, zone, area }: PlaceConfig, { labels, zones, paths }: Known): readonly Found[] {
  if (asset !== undefined && !labels.has(asset)) return [[["place", "asset"], problem("safety-no-asset", { asset })]];
  if (zone !== undefined && !zones.has(zone)) return [[["place", "zone"], problem("safety-no-zone", { zone })]];
  if (area !== undefined && !paths.some((path) => isBelow(path, area)))
    return [[["place", "area"], problem("safety-no-area", { area })]];
  return [];
}

function resourceProblems({ resources }: RegisterConfig, known: Known): readonly Found[] {
  return resources.flatMap(({ place, expires }, at) =>
    under(
      ["resources", at],
      [
        ...placeProblems(place, known),
        ...(expires === undefined || isDay(expires)
          ? []
          : [[["expires"], problem("safety-no-day", { day: expires })] as const]),
      ],
    ),
  );
}

function planProblems({ plans, hazards, resources }: RegisterConfig): readonly Found[] {
  return plans.flatMap((plan, at) =>
    under(
      ["plans", at],
      [
        ...unknown("hazards", plan.hazards, hazards, (id) => problem("safety-no-hazard", { id })),
        ...unknown("resources", plan.resources, resources, (id) => problem("safety-no-resource", { id })),
        ...plan.steps.flatMap(({ role }, n): Found[] =>
          role === undefined || plan.roles.some(({ id }) => id === role)
            ? []
            : [[["steps", n, "role"], problem("safety-no-role", { id: role })]],
        ),
      ],
    ),
  );
}

function inspectionProblems(config: RegisterConfig, known: Known): readonly Found[] {
  return config.inspections.flatMap((inspection, at) => {
    const { place, hazards } = inspection;
    const count = itemsOf(config, inspection).length;
    const ofHazards = unknown("hazards", hazards, config.hazards, (id) => problem("safety-no-hazard", { id }));
    const ofItems: Found[] =
      count === 0 && ofHazards.length === 0
        ? [[["items"], problem("safety-no-items", {})]]
        : count > MOST_ITEMS
          ? [[["items"], problem("safety-too-many-items", { count, most: MOST_ITEMS })]]
          : [];
    return under(
      ["inspections", at],
      [...(place === undefined ? [] : placeProblems(place, known)), ...ofHazards, ...ofItems],
    );
  });
}

function alertProblems(config: RegisterConfig): readonly Found[] {
  return config.dangers.fromAlerts.flatMap(({ hazard, major }, at) =>
    under(
      ["dangers", "fromAlerts", at],
      [
        ...(hazard === undefined || config.hazards.some(({ id }) => id === hazard)
          ? []
          : [[["hazard"], problem("safety-no-hazard", { id: hazard })] as const]),
        ...criterionProblems(config, major),
      ],
    ),
  );
}

function unknown(
  field: string,
  ids: readonly string[],
  list: readonly { readonly id: string }[],
  textOf: (id: string) => ConfigText,
): readonly Found[] {
  return ids.flatMap((id, n): Found[] => (list.some((one) => one.id === id) ? [] : [[[field, n], textOf(id)]]));
}

/** Texts of one field of a list of the config, as far as it is one. */
function texts(list: unknown, field: string): string[] {
  return (Array.isArray(list) ? list : []).flatMap((one: unknown) => {
    const value = (one as Readonly<Record<string, unknown>> | null)?.[field];
    return typeof value === "string" ? [value] : [];
  });
}
