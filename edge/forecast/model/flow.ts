import { type Crew, ImpossiblePlant, type PlantDescription } from "../../contracts/forecast/description.ts";
import { can } from "../../contracts/plant/kinds.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";

/** How pieces come from one place to the next: by hand-over, by vehicle, or in the gripper of a tender. */
interface FlowStep {
  readonly via: "direct" | "vehicle" | "tender";
  /** Labels of the tenders; empty for other ways. */
  readonly tenders: readonly string[];
  /** Places side by side. */
  readonly group: readonly number[];
}

/** A place of the flow. A belt that pieces pass twice is two places with one label. */
export interface FlowPlace {
  readonly label: string;
  /** Position of the group of places side by side that it belongs to. */
  readonly group: number;
  readonly isBuffer: boolean;
  readonly capacity: number | undefined;
  readonly operation: string | undefined;
  readonly steps: readonly FlowStep[];
}

/** The routes of a plant as a graph. */
export interface Flow {
  readonly places: readonly FlowPlace[];
  readonly vehicles: readonly string[];
  readonly tenders: readonly string[];
  /** Places without a place before them, and without one behind them. */
  readonly sources: readonly number[];
  readonly sinks: readonly number[];
  readonly scrap: string;
  /** Crews, and what their calendars follow; absent: nobody is counted. */
  readonly people?: {
    readonly crews: readonly Crew[];
    readonly plant: Pick<PlantDescription, "site" | "assets" | "kpis">;
  };
}

interface Element {
  readonly pattern: string;
  readonly labels: readonly string[];
  readonly role: "place" | "vehicle" | "tender";
}

interface Draft {
  label: string;
  group: number;
  readonly steps: FlowStep[];
}

/**
 * Reads the ways of a config. Throws `ImpossiblePlant` with all problems: no ways, places that nothing declares, and
 * circles without a way out.
 */
export function flowOf(description: PlantDescription): Flow {
  const { material, assets } = description;
  const problems: string[] = [];
  if (material.ways.length === 0)
    problems.push("material.ways: the plant has no routes; write them, such as RCK-01 > CNC-101 > BUF-1");
  const drafts = new Graph();
  for (const [at, way] of material.ways.entries())
    drafts.add(elementsOf(way, `material.ways[${at}]`, description, problems), material.scrap);
  const buffers = new Map(material.buffers.map((buffer) => [buffer.id, buffer]));
  const places = drafts.places.map(
    ({ label, group, steps }): FlowPlace => ({
      label,
      group,
      isBuffer: buffers.has(label),
      capacity: buffers.get(label)?.capacity,
      operation: material.operations.find(({ stations }) => stations.some((word) => matchesWord(word, label)))?.id,
      steps,
    }),
  );
  const isEntered = new Set(places.flatMap(({ steps }) => steps.flatMap(({ group }) => group)));
  const sources = [...places.keys()].filter((place) => !isEntered.has(place));
  const sinks = [...places.keys()].filter((place) => places[place]?.steps.length === 0);
  problems.push(...circles(places, sinks));
  if (problems.length > 0) throw new ImpossiblePlant(problems);
  return {
    places,
    vehicles: assets.filter((asset) => can(asset, "carries")).map(({ label }) => label),
    tenders: [...new Set(places.flatMap(({ steps }) => steps.flatMap(({ tenders }) => tenders)))],
    sources,
    sinks,
    scrap: material.scrap,
    ...peopleOf(description),
  };
}

function peopleOf({ site, assets, kpis, people }: PlantDescription): Pick<Flow, "people"> {
  return people === undefined || people.crews.length === 0
    ? {}
    : { people: { crews: people.crews, plant: { site, assets, kpis } } };
}

function elementsOf(
  way: string,
  where: string,
  { assets, material }: PlantDescription,
  problems: string[],
): readonly Element[] {
  const patterns = way.split(">").map((pattern) => pattern.trim());
  return patterns.map((pattern, at): Element => {
    const found = assets.filter(({ label }) => matchesWord(pattern, label));
    const buffers = material.buffers.filter(({ id }) => matchesWord(pattern, id)).map(({ id }) => id);
    const labels = [...found.map(({ label }) => label), ...buffers];
    if (labels.length === 0 && pattern !== material.scrap && pattern !== "*")
      problems.push(
        `${where}: ${pattern} is neither an asset nor a buffer of material.buffers; declare it, or mend the way`,
      );
    const isVehicle = found.length > 0 && found.every((asset) => can(asset, "carries"));
    const isHandler = found.length > 0 && found.every((asset) => can(asset, "handles"));
    // A robot that hands a piece to a station and takes it from there again tends it.
    const isTender = isHandler && (patterns[at - 2] === pattern || patterns[at + 2] === pattern);
    return { pattern, labels, role: isVehicle ? "vehicle" : isTender ? "tender" : "place" };
  });
}

/** Collects places and steps of all ways. */
class Graph {
  readonly places: Draft[] = [];
  readonly #groups = new Map<string, readonly number[]>();
  #isFirst = true;

  add(elements: readonly Element[], scrap: string): void {
    const seen = new Map<string, number>();
    let before: readonly number[] | undefined;
    let via: FlowStep["via"] = "direct";
    let tenders: readonly string[] = [];
    for (const { pattern, labels, role } of elements) {
      if (pattern === scrap || pattern === "*") {
        before = undefined;
        continue;
      }
      if (role !== "place") {
        via = role;
        tenders = role === "tender" ? labels : [];
        continue;
      }
      const times = (seen.get(pattern) ?? 0) + 1;
      seen.set(pattern, times);
      const group = this.#group(pattern, this.#isFirst ? times : 1, labels);
      for (const from of before ?? []) this.#step(from, { via, tenders, group });
      before = group;
      via = "direct";
      tenders = [];
    }
    this.#isFirst = false;
  }

  /** Places of the main way by how often it has come past them; those of further ways are the first of their label. */
  #group(pattern: string, times: number, labels: readonly string[]): readonly number[] {
    const key = `${pattern} ${times}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = labels.map((label) => {
      const there = this.#isFirst ? -1 : this.places.findIndex((place) => place.label === label);
      if (there >= 0) return there;
      this.places.push({ label, group: this.#groups.size, steps: [] });
      return this.places.length - 1;
    });
    this.#groups.set(key, group);
    return group;
  }

  #step(from: number, step: FlowStep): void {
    const { steps } = this.places[from] as Draft;
    if (!steps.some(({ group }) => group.join() === step.group.join())) steps.push(step);
  }
}

/** Places from which no piece ever leaves the plant. */
function circles(places: readonly FlowPlace[], sinks: readonly number[]): readonly string[] {
  const leaves = new Set(sinks);
  for (let size = -1; size !== leaves.size; ) {
    size = leaves.size;
    for (const [place, { steps }] of places.entries())
      if (steps.some(({ group }) => group.some((to) => leaves.has(to)))) leaves.add(place);
  }
  const caught = places.filter((_, place) => !leaves.has(place)).map(({ label }) => label);
  return caught.length === 0
    ? []
    : [`material.ways: ${[...new Set(caught)].join(", ")} form a circle without a way out; add where pieces leave it`];
}
