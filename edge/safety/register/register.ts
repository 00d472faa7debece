/** The register as people read it: places named, levels computed, tasks listed. Pure. */
import type { ControlLevel, HazardView, InspectionTask, Place, Register } from "../../contracts/safety/register.ts";
import { type RiskLevel, ratingOf } from "../../contracts/safety/risk.ts";
import { permitKindOf } from "../permits/kinds.ts";
import type { HazardConfig, RegisterConfig } from "./config.ts";
import { itemsOf, methodOf } from "./method.ts";
import { namedPlace, type PlaceContext } from "./places.ts";

/** The higher the risk, the higher the level that controls it (rule SR4). */
const CONTROLLED_BY: Readonly<Record<RiskLevel, ControlLevel>> = {
  red: "company",
  orange: "workshop",
  yellow: "team",
  blue: "post",
};

/** Days between inspections of a level where the config says nothing. */
const EVERY_DAYS: Readonly<Record<ControlLevel, number>> = { company: 30, workshop: 7, team: 1, post: 1 };

export function registerOf(config: RegisterConfig, plant: PlaceContext): Register {
  const { rules } = config;
  return {
    rules: rules === undefined ? null : { pack: rules.pack, version: rules.version, major: rules.major },
    method: methodOf(config.method),
    hazards: config.hazards.map((hazard) => hazardView(hazard, config, plant)),
    resources: config.resources.map(({ id, kind, name, place, position, everyDays, expires, owner }) => {
      const named = namedPlace(place as Place, plant);
      return {
        id,
        kind,
        name: name ?? null,
        place: position === undefined ? named : { ...named, position },
        everyDays: everyDays ?? null,
        expires: expires ?? null,
        owner: owner ?? null,
      };
    }),
    plans: config.plans.map(({ roles, steps, posted, alerts: _, ...plan }) => ({
      ...plan,
      roles: roles.map(({ id, name, person }) => ({ id, name, person: person ?? null })),
      steps: steps.map((step) => ({ do: step.do, role: step.role ?? null })),
      posted: posted ?? null,
    })),
    tasks: [...config.inspections.map((one) => taskOf(one, config, plant)), ...resourceTasks(config, plant)],
    permits: config.permits.map(permitKindOf),
  };
}

function hazardView(hazard: HazardConfig, config: RegisterConfig, plant: PlaceContext): HazardView {
  const { id, name, place, mayCause, likelihood, exposure, severity, major, controls, controlledBy, unit, owner } =
    hazard;
  const rating = ratingOf({ likelihood, exposure, severity, major }, methodOf(config.method));
  const criterion = config.rules?.major.find((one) => one.id === major);
  return {
    id,
    name,
    place: namedPlace(place as Place, plant),
    mayCause,
    likelihood,
    exposure: exposure ?? null,
    severity,
    rating,
    criterion: criterion ?? null,
    controls,
    controlledBy: controlledBy ?? CONTROLLED_BY[rating.level],
    unit: unit ?? null,
    owner,
  };
}

function taskOf(
  inspection: RegisterConfig["inspections"][number],
  config: RegisterConfig,
  plant: PlaceContext,
): InspectionTask {
  const { id, name, level, everyDays, place, responsible } = inspection;
  const items = itemsOf(config, inspection);
  return {
    id: `task/${id}`,
    name,
    level,
    everyDays: everyDays ?? EVERY_DAYS[level],
    place: place === undefined ? null : namedPlace(place as Place, plant),
    items: items.map(({ text }) => text),
    hazardOf: items.map(({ hazard }) => hazard),
    responsible: responsible ?? null,
  };
}

const LOOKED_AT = { zh: "在位、完好、无遮挡", en: "In its place, undamaged, not blocked" };

function resourceTasks({ resources }: RegisterConfig, plant: PlaceContext): InspectionTask[] {
  return resources.flatMap(({ id, name, place, everyDays, items, owner }) => {
    if (everyDays === undefined) return [];
    const looked = items.length === 0 ? [LOOKED_AT] : items;
    return [
      {
        id: `resource/${id}`,
        name: {
          zh: `检查 ${id}${name === undefined ? "" : ` ${name.zh}`}`,
          en: `Check ${id} ${name?.en ?? ""}`.trim(),
        },
        level: "post",
        everyDays,
        place: namedPlace(place as Place, plant),
        items: looked,
        hazardOf: looked.map(() => null),
        responsible: owner ?? null,
      } as const,
    ];
  });
}
