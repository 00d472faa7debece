import { ImpossiblePlant, type PlantDescription } from "../../contracts/forecast/description.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { spanAt } from "../../contracts/production/islands.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { isEnough, type Learnt, type LearntPlace, type LearntTime, plannedTime } from "../learn/learnt.ts";
import { boundBy } from "./bound.ts";
import { WorkHours } from "./calendar.ts";
import { mannedBy } from "./crew-plans.ts";
import { failuresFor } from "./failures.ts";
import type { Flow, FlowPlace } from "./flow.ts";
import { lanesFor } from "./lanes.ts";
import type { ModelPlan, PlacePlan, SetUp, StationPlan, TenderPlan } from "./plan.ts";
import { PlantLayout } from "./plant-layout.ts";
import { routesFor } from "./routes.ts";
import { unlikeOthers, type WithinError, withinError } from "./within-error.ts";

const NOTHING: Distribution = () => 0;
/** More are on no belt. */
export const MOST_ON_BELT = 10_000;

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
  const made = withinError(options.errorSeed);
  const tenders = tendersFor(sources, isReached, made);
  const tenderOf = new Map(tenders.flatMap(({ stations }, at) => stations.map((station) => [station, at] as const)));
  const places = flow.places.map((place, at): PlacePlan => {
    const tender = tenderOf.get(at);
    const plan = placeFor(place, at, { sources, options, variants, hours, tender, made });
    if (typeof plan !== "string") return plan;
    if (isReached.has(at)) problems.push(plan);
    return { kind: "buffer", label: place.label, capacity: Number.POSITIVE_INFINITY };
  });
  const lanes = lanesFor({ places, flow, learnt, routes, made }, problems);
  if (problems.length > 0) throw new ImpossiblePlant(problems);
  const scrap = places.length;
  const plan: ModelPlan = {
    variants,
    places: [...places, { kind: "sink", label: flow.scrap, isScrap: true }],
    routes: [
      ...routes.map((byVariant, at) =>
        lanes.some(({ from }) => from === at) ? besideLane(byVariant, scrap) : byVariant,
      ),
      [],
    ],
    tenders,
    lanes,
    vehicles: flow.vehicles.length,
    arrivals: [],
    outputs: [...outputsOf(sources), scrap],
    layout: new PlantLayout(sources, options.errorSeed),
  };
  return boundBy(mannedBy(plan, flow.people, options), spanAt(learnt.islands ?? [], options.at)?.islands ?? []);
}

/** Routes of a place that vehicles empty: they fetch all but scrap, which leaves by itself. */
function besideLane(byVariant: ModelPlan["routes"][number], scrap: number): ModelPlan["routes"][number] {
  return byVariant.map((choices) => (choices.some(({ group }) => group[0] === scrap) ? choices : []));
}

interface Around {
  readonly sources: Sources;
  readonly options: CompileOptions;
  readonly variants: readonly string[];
  readonly hours: WorkHours;
  readonly tender: number | undefined;
  readonly made: WithinError;
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
  const fits = known.spacingS > 0 ? Math.ceil(known.travel.mean / known.spacingS) : 0;
  const openings = around.hours.openings(label, around.options.at, around.options.horizonS);
  const failures =
    known.failures === null
      ? undefined
      : failuresFor(
          known.failures,
          around.options.errorSeed,
          flow.places.findIndex((one) => one.label === label),
        );
  return {
    kind,
    label,
    capacity: Math.min(MOST_ON_BELT, place.capacity ?? Math.max(known.most, fits, 1)),
    travel: around.made(known.travel, "work", at),
    spacingS: known.spacingS,
    ...(openings === undefined ? {} : { openings }),
    ...(failures === undefined ? {} : { failures }),
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
  const { sources, options, variants, hours, tender, made } = around;
  const known = sources.learnt.places[at];
  const mates = sources.learnt.places.filter((_, other) => sources.flow.places[other]?.group === place.group);
  const work: Distribution[] = [];
  for (const [number, variant] of variants.entries()) {
    const enough = workOf(known, mates, variant, isEnough);
    const planned = enough === undefined ? plannedS(place.label, variant, sources.description) : undefined;
    // Few observations are better than none.
    const time = planned === undefined ? (enough ?? workOf(known, mates, variant, isSeen)) : undefined;
    if (time === undefined && planned === undefined)
      return (
        `kpis.idealCycles: ${place.label} has no time for ${variant}, and no piece was seen there; ` +
        "give its ideal cycle, or let the edge watch it first"
      );
    // Of this machine or one beside it.
    const other = mates.find(({ workOfAll }) => workOfAll === time);
    const factor = other === undefined ? 1 : unlikeOthers(other.work, options.errorSeed, number);
    work.push(time === undefined ? plannedTime(planned as number) : made(time, "work", at, factor));
  }
  const openings = hours.openings(place.label, options.at, options.horizonS);
  const setUp = setUpFor(place, at, around);
  // The first one of the group stands for all.
  const sharing = (): number =>
    known?.failures?.isOfGroup === true ? sources.flow.places.findIndex(({ group }) => group === place.group) : at;
  const failures = known?.failures == null ? undefined : failuresFor(known.failures, options.errorSeed, sharing());
  return {
    kind: "station",
    label: place.label,
    batch: known === undefined || known.batch < 1 ? 1 : known.batch,
    load: known?.load == null ? NOTHING : made(known.load, "load", at),
    unload: known?.unload == null ? NOTHING : made(known.unload, "unload", at),
    work,
    ...(setUp === undefined ? {} : { setUp }),
    ...(tender === undefined ? {} : { tender }),
    ...(openings === undefined ? {} : { openings }),
    ...(failures === undefined ? {} : { failures }),
  };
}

/** Of the station and variant; else of the stations beside it; else of the station and any variant. */
function workOf(
  known: LearntPlace | undefined,
  mates: readonly LearntPlace[],
  variant: string,
  counts: typeof isEnough,
): LearntTime | undefined {
  const own = known?.work[variant];
  if (counts(own)) return own;
  const beside = mates.map(({ work }) => work[variant]).filter(counts);
  const most = beside.toSorted((a, b) => b.n - a.n)[0];
  if (most !== undefined) return most;
  return counts(known?.workOfAll) ? known.workOfAll : mates.map(({ workOfAll }) => workOfAll).find(counts);
}

function isSeen(time: LearntTime | null | undefined): time is LearntTime {
  return time !== null && time !== undefined;
}

function plannedS(label: string, variant: string, { kpis, assets }: PlantDescription): number | undefined {
  const asset = assets.find((one) => one.label === label) ?? { label, kind: "" };
  return kpis.idealCycles.find(
    ({ of, variant: only }) => matchesAsset(of, asset) && (only === undefined || only === variant),
  )?.seconds;
}

function setUpFor({ group }: FlowPlace, at: number, { sources, variants, made }: Around): SetUp | undefined {
  const known = sources.learnt.setUps.find((one) => one.group === group);
  if (known === undefined) return undefined;
  const pairs = new Map(Object.entries(known.pairs).map(([pair, time]) => [pair, made(time, "set-up", at)]));
  const ofAll = known.ofAll === null ? undefined : made(known.ofAll, "set-up", at);
  return (from, to) => pairs.get(`${variants[from]} > ${variants[to]}`) ?? ofAll;
}

function tendersFor({ flow, learnt }: Sources, isReached: ReadonlySet<number>, within: WithinError): TenderPlan[] {
  const seen = learnt.tenders.filter(({ stations }) => stations.length > 0);
  const timesOf = (label: string): Pick<TenderPlan, "fetch" | "empty" | "put"> => {
    const time = (name: "fetch" | "empty" | "put"): Distribution => {
      const own = seen.find((tender) => tender.label === label)?.[name];
      const known = isEnough(own) ? own : seen.map((tender) => tender[name]).find(isEnough);
      return known === undefined ? NOTHING : within(known, name, flow.tenders.indexOf(label));
    };
    return { fetch: time("fetch"), empty: time("empty"), put: time("put") };
  };
  const made = seen.map(
    ({ label, stations }): TenderPlan => ({
      label,
      stations: stations.filter((station) => flow.places[station] !== undefined),
      ...timesOf(label),
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
        if (there < 0) made.push({ label, stations, ...timesOf(label) });
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
export function outputsOf({ flow, description }: Pick<Sources, "flow" | "description">): readonly number[] {
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
