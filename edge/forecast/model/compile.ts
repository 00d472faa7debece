import { ImpossiblePlant, type PlantDescription } from "../../contracts/forecast/description.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { normalQuantile } from "../../detect/maths/robust-fit.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { uniformAt } from "../kernel/threefry.ts";
import {
  distributionOf,
  errorOf,
  isEnough,
  type Learnt,
  type LearntPlace,
  type LearntTime,
  plannedTime,
} from "../learn/learnt.ts";
import { WorkHours } from "./calendar.ts";
import type { Flow, FlowPlace } from "./flow.ts";
import { lanesFor } from "./lanes.ts";
import type { ModelPlan, PlacePlan, SetUp, StationPlan, TenderPlan } from "./plan.ts";
import { routesFor } from "./routes.ts";

/** Purpose of the random numbers by which parameters are moved within their errors; behind those of the model. */
const ERROR_PURPOSE = 100;
const NOTHING: Distribution = () => 0;

/** What a plan is made of. */
export interface Sources {
  readonly description: PlantDescription;
  readonly flow: Flow;
  readonly learnt: Learnt;
}

export interface CompileOptions {
  /** Instant of the start, and length of the run: the calendar is read for them. */
  readonly at: Micros;
  readonly horizonS: number;
  /** Moves what was learnt within its errors, by this seed; absent: everything is as it was seen. */
  readonly errorSeed?: number;
}

/**
 * The plan of a plant from config and what was learnt. The place `flow.places.length` is where scrap leaves. Throws
 * `ImpossiblePlant` for places that pieces come to and of which neither config nor history knows how long they take.
 */
export function compile(sources: Sources, options: CompileOptions): ModelPlan {
  const { description, flow, learnt } = sources;
  const variants = learnt.variants.length === 0 ? ["?"] : learnt.variants;
  const routes = routesFor(flow, learnt, variants);
  const isReached = reached(flow, routes);
  const problems: string[] = [];
  const hours = new WorkHours(description);
  const tenders = tendersFor(sources, isReached, options);
  const tenderOf = new Map(tenders.flatMap(({ stations }, at) => stations.map((station) => [station, at] as const)));
  const places = flow.places.map((place, at): PlacePlan => {
    const tender = tenderOf.get(at);
    const made = placeFor(place, at, { sources, options, variants, hours, tender });
    if (typeof made !== "string") return made;
    if (isReached.has(at)) problems.push(made);
    return { kind: "buffer", label: place.label, capacity: Number.POSITIVE_INFINITY };
  });
  const lanes = lanesFor(flow, learnt, routes, problems);
  if (problems.length > 0) throw new ImpossiblePlant(problems);
  const scrap = places.length;
  return {
    variants,
    places: [...places, { kind: "sink", label: flow.scrap, isScrap: true }],
    routes: [...routes.map((byVariant, at) => (lanes.some(({ from }) => from === at) ? [] : byVariant)), []],
    tenders,
    lanes,
    vehicles: flow.vehicles.length,
    arrivals: [],
    outputs: [...outputsOf(sources), scrap],
  };
}

interface Around {
  readonly sources: Sources;
  readonly options: CompileOptions;
  readonly variants: readonly string[];
  readonly hours: WorkHours;
  readonly tender: number | undefined;
}

/** The place, or why it cannot be. */
function placeFor(place: FlowPlace, at: number, around: Around): PlacePlan | string {
  const { flow, description, learnt } = around.sources;
  const { label } = place;
  const known = learnt.places[at];
  if (flow.sinks.includes(at)) return { kind: "sink", label, isScrap: false };
  if (flow.sources.includes(at)) return sourceFor(at, around.sources);
  const asset = description.assets.find((one) => one.label === label);
  const isSeen = known !== undefined && known.most > 0;
  const kind = isSeen
    ? known.kind
    : place.operation !== undefined && !place.isBuffer
      ? "station"
      : asset !== undefined && (can(asset, "conveys") || can(asset, "machines"))
        ? "belt"
        : "buffer";
  if (kind === "buffer") return { kind, label, capacity: place.capacity ?? Number.POSITIVE_INFINITY };
  if (kind === "station") return stationFor(place, at, around);
  if (known?.travel === null || known === undefined)
    return `${label}: no piece was seen to pass it, so how long it takes is not known; let the edge watch it first`;
  const factor = errorFactor(known.travel, at, around.options);
  const fits = known.spacingS > 0 ? Math.ceil(known.travel.mean / known.spacingS) : 0;
  return {
    kind,
    label,
    capacity: place.capacity ?? Math.max(known.most, fits, 1),
    travel: distributionOf(known.travel, factor),
    spacingS: known.spacingS,
  };
}

/** Of places side by side at the begin only those give pieces that were seen to; all where none was. */
function sourceFor(at: number, { flow, learnt }: Sources): PlacePlan {
  const gives = (place: number): boolean =>
    Object.values(learnt.places[place]?.went ?? {}).some((counts) => counts.some((count) => count > 0));
  const { label, group } = flow.places[at] as FlowPlace;
  const mates = flow.sources.filter((place) => flow.places[place]?.group === group);
  const isUsed = gives(at) || !mates.some(gives);
  return isUsed
    ? { kind: "source", label, capacity: Number.POSITIVE_INFINITY }
    : { kind: "buffer", label, capacity: Number.POSITIVE_INFINITY };
}

function stationFor(place: FlowPlace, at: number, around: Around): StationPlan | string {
  const { sources, options, variants, hours, tender } = around;
  const known = sources.learnt.places[at];
  const mates = sources.learnt.places.filter((_, other) => sources.flow.places[other]?.group === place.group);
  const work: Distribution[] = [];
  for (const variant of variants) {
    const time = workOf(known, mates, variant);
    const planned = time === undefined ? plannedS(place.label, variant, sources.description) : undefined;
    if (time === undefined && planned === undefined)
      return (
        `kpis.idealCycles: ${place.label} has no time for ${variant}, and no piece was seen there; ` +
        "give its ideal cycle, or let the edge watch it first"
      );
    work.push(
      time === undefined ? plannedTime(planned as number) : distributionOf(time, errorFactor(time, at, options)),
    );
  }
  const openings = hours.openings(place.label, options.at, options.horizonS);
  const setUp = setUpFor(place, sources, variants);
  return {
    kind: "station",
    label: place.label,
    batch: known === undefined || known.batch < 1 ? 1 : known.batch,
    load: known?.load == null ? NOTHING : distributionOf(known.load),
    unload: known?.unload == null ? NOTHING : distributionOf(known.unload),
    work,
    ...(setUp === undefined ? {} : { setUp }),
    ...(tender === undefined ? {} : { tender }),
    ...(openings === undefined ? {} : { openings }),
  };
}

/** Of the station and variant; else of the stations beside it; else of the station and any variant. */
function workOf(
  known: LearntPlace | undefined,
  mates: readonly LearntPlace[],
  variant: string,
): LearntTime | undefined {
  const own = known?.work[variant];
  if (isEnough(own)) return own;
  const beside = mates.map(({ work }) => work[variant]).filter(isEnough);
  const most = beside.toSorted((a, b) => b.n - a.n)[0];
  if (most !== undefined) return most;
  return isEnough(known?.workOfAll) ? known.workOfAll : mates.map(({ workOfAll }) => workOfAll).find(isEnough);
}

function plannedS(label: string, variant: string, { kpis, assets }: PlantDescription): number | undefined {
  const asset = assets.find((one) => one.label === label) ?? { label, kind: "" };
  return kpis.idealCycles.find(
    ({ of, variant: only }) => matchesAsset(of, asset) && (only === undefined || only === variant),
  )?.seconds;
}

function setUpFor({ group }: FlowPlace, { learnt }: Sources, variants: readonly string[]): SetUp | undefined {
  const known = learnt.setUps.find((one) => one.group === group);
  if (known === undefined) return undefined;
  const pairs = new Map(Object.entries(known.pairs).map(([pair, time]) => [pair, distributionOf(time)]));
  const ofAll = known.ofAll === null ? undefined : distributionOf(known.ofAll);
  return (from, to) => pairs.get(`${variants[from]} > ${variants[to]}`) ?? ofAll;
}

function tendersFor({ flow, learnt }: Sources, isReached: ReadonlySet<number>, _options: CompileOptions): TenderPlan[] {
  const seen = learnt.tenders.filter(({ stations }) => stations.length > 0);
  const usual = (name: "fetch" | "empty" | "put"): Distribution => {
    const known = seen.map((tender) => tender[name]).find(isEnough);
    return known === undefined ? NOTHING : distributionOf(known);
  };
  const time = (known: LearntTime | null, name: "fetch" | "empty" | "put"): Distribution =>
    isEnough(known) ? distributionOf(known) : usual(name);
  const made = seen.map(
    ({ label, stations, fetch, empty, put }): TenderPlan => ({
      label,
      stations: stations.filter((station) => flow.places[station] !== undefined),
      fetch: time(fetch, "fetch"),
      empty: time(empty, "empty"),
      put: time(put, "put"),
    }),
  );
  // Without history, each tender takes the station of its number in the group.
  const served = new Set(made.flatMap(({ stations }) => stations));
  for (const { steps } of flow.places)
    for (const { via, tenders, group } of steps) {
      if (via !== "tender") continue;
      for (const [at, station] of group.entries()) {
        const isTended = flow.places[station]?.operation !== undefined;
        if (!isTended || served.has(station) || !isReached.has(station)) continue;
        served.add(station);
        const label = tenders[at % tenders.length] as string;
        const there = made.findIndex((tender) => tender.label === label);
        const stations = there < 0 ? [station] : [...(made[there] as TenderPlan).stations, station];
        const tender = { label, stations, fetch: usual("fetch"), empty: usual("empty"), put: usual("put") };
        if (there < 0) made.push(tender);
        else made[there] = { ...(made[there] as TenderPlan), stations };
      }
    }
  return made;
}

/** Places that pieces may come to. */
function reached(flow: Flow, routes: ModelPlan["routes"]): ReadonlySet<number> {
  const found = new Set(flow.sources);
  for (const place of found)
    for (const choices of routes[place] ?? [])
      for (const { share, group } of choices) if (share > 0) for (const to of group) found.add(to);
  return found;
}

/** Where finished pieces are counted: the config's end of line, else what packs, else what tests, else sinks. */
function outputsOf({ flow, description }: Sources): readonly number[] {
  const { endOfLine } = description.kpis;
  const assetOf = (label: string) => description.assets.find((one) => one.label === label);
  const where = (fits: (asset: PlantDescription["assets"][number]) => boolean): readonly number[] =>
    [...flow.places.keys()].filter((place) => {
      const asset = assetOf((flow.places[place] as FlowPlace).label);
      return asset !== undefined && !flow.sinks.includes(place) && !flow.sources.includes(place) && fits(asset);
    });
  const named = endOfLine === undefined ? [] : where((asset) => matchesAsset(endOfLine, asset));
  const packs = where((asset) => can(asset, "packs"));
  const tests = where((asset) => can(asset, "tests"));
  return [named, packs, tests].find(({ length }) => length > 0) ?? flow.sinks;
}

/** By how much a time is moved within the error of its mean. */
function errorFactor(time: LearntTime, place: number, { errorSeed }: CompileOptions): number {
  return errorSeed === undefined
    ? 1
    : Math.exp(errorOf(time) * normalQuantile(uniformAt(errorSeed, ERROR_PURPOSE, place, 0)));
}
