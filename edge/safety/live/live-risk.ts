/** The tick of live risk: reads positions, judges them, and reports what stands (docs/rules/live-risk.md). */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { LiveIndication, LiveRiskState, TrackCounts, TrackRiskKind } from "../../contracts/safety/live-risk.ts";
import { type Cause, causesOf, sensedUs } from "./causes.ts";
import { functionsOf, type LiveConfig, type PeopleConfig, type PeopleFunction, TRACK_FUNCTIONS } from "./config.ts";
import { type ConflictSettings, ConflictWatch } from "./conflict-watch.ts";
import { DistanceWatch } from "./distance-watch.ts";
import { type FindingFacts, findingOf, ruleOf } from "./findings.ts";
import { occupancyOf, PeopleWatch } from "./people-watch.ts";
import { PERSON_ACCELERATION_MS2, PlantTracks, type PlantTracksParts } from "./plant-tracks.ts";
import { FOUND } from "./states.ts";
import type { Tracks } from "./tracks.ts";
import { unknownOf, zoneRisks } from "./zone-risk.ts";

export interface LiveRiskParts extends Omit<PlantTracksParts, "settings" | "readsPeople"> {
  readonly live: LiveConfig;
  readonly people: PeopleConfig;
  /** Carrier of alerts about people alone. */
  readonly edgeUid: AssetUid;
}

/** Speed above which a robot's tool, and a vehicle, moves. */
const MOVES = { robotMS: 0.02, vehicleMS: 0.2 };
const PERSON_RADIUS_M = 0.25;
/** A standing alert gets its newest figures this often. */
const REPEAT_US = 10e6;
const SECOND_US = 1e6;

/** Settings of conflicts: those of the config, and those that it cannot change. */
export function conflictSettings({ vehicles, staleS }: LiveConfig): ConflictSettings {
  const ahead = { peopleAheadS: 4, personAccelerationMS2: PERSON_ACCELERATION_MS2, wayErrorShare: 0.08 };
  return { ...vehicles, ...ahead, personRadiusM: PERSON_RADIUS_M, confirmS: 0.3, clearAfterS: 1.5, staleS };
}

export class LiveRisk {
  readonly #parts: LiveRiskParts;
  readonly #functions: ReadonlySet<PeopleFunction>;
  /** Unsafe acts need cameras, and nobody's position. */
  readonly #readsPeople: boolean;
  readonly #tracks: PlantTracks;
  readonly #robots: DistanceWatch;
  readonly #vehicles: DistanceWatch;
  readonly #conflicts: ConflictWatch;
  readonly #watch: PeopleWatch;
  readonly #causes: readonly Cause[];
  /** Standing alerts about people alone, by rule, with when they began. */
  readonly #alone = new Map<
    string,
    { readonly kind: TrackRiskKind; readonly zone: Zone | undefined; readonly since: Micros; isUnknown: boolean }
  >();
  #repeatedUs = Number.NEGATIVE_INFINITY;
  #watchedUs = Number.NEGATIVE_INFINITY;
  #nowUs: Micros = Number.NaN;
  /** When the newest tick came to its end; NaN before the first. */
  #judgedUs: Micros = Number.NaN;
  #version = 0;

  constructor(parts: LiveRiskParts) {
    const { live, plant } = parts;
    this.#parts = parts;
    this.#functions = functionsOf(parts.people);
    // Unsafe acts need cameras, a muster access control; neither needs positions.
    this.#readsPeople = TRACK_FUNCTIONS.some((name) => this.#functions.has(name));
    this.#tracks = new PlantTracks({ ...parts, settings: live, readsPeople: this.#readsPeople });
    const { people, robots, vehicles, routes } = this.#tracks;
    const settings = { ...live, confirmS: 0 };
    const near = { people, floor: plant.floor };
    const rests = (movesAboveMS: number) => ({ ...settings, movesAboveMS });
    this.#robots = new DistanceWatch({ ...near, machines: robots, settings: rests(MOVES.robotMS) });
    this.#vehicles = new DistanceWatch({ ...near, machines: vehicles, settings: rests(MOVES.vehicleMS) });
    this.#conflicts = new ConflictWatch({ people, vehicles, routes, settings: conflictSettings(live) });
    const { staleS, loneWithinM, downAfterS } = live;
    const loneAfterS = 60 * live.loneAfterMin;
    this.#watch = new PeopleWatch(people, { staleS, loneAfterS, loneWithinM, downAfterS });
    this.#causes = causesOf({
      ...{ tracks: this.#tracks, conflicts: this.#conflicts },
      ...{ robots: this.#robots, vehicles: this.#vehicles },
    });
  }

  /** Whether there is anything to watch. */
  get isNeeded(): boolean {
    const { vehicles } = this.#parts.live;
    return (
      (vehicles.conflicts && this.#tracks.vehicles.length > 0) || (this.#tracks.people.length > 0 && this.#readsPeople)
    );
  }

  /** Judges the present. Returns what began, what ended, and now and then all that stands. */
  tick(nowUs: Micros): readonly Finding[] {
    this.#nowUs = nowUs;
    this.#tracks.read(nowUs);
    const findings: Finding[] = [];
    const note = (kind: TrackRiskKind) => (row: number) => {
      const cause = this.#causes.find((one) => one.kind === kind);
      if (cause !== undefined) findings.push(this.#finding(cause, row));
    };
    if (this.#functions.has("distance")) {
      this.#robots.tick(nowUs, note("person-robot"));
      this.#vehicles.tick(nowUs, note("person-vehicle"));
    }
    if (this.#parts.live.vehicles.conflicts) this.#conflicts.tickVehicles(nowUs, note("conflict-vehicle"));
    else if (this.#functions.has("conflict")) this.#conflicts.predict(nowUs);
    if (this.#functions.has("conflict")) this.#conflicts.tickPeople(nowUs, note("conflict-person"));
    this.#watch.measure(nowUs);
    // A clock that was set back must not stop it.
    const isSecond = Math.abs(nowUs - this.#watchedUs) >= SECOND_US;
    if (isSecond && (this.#functions.has("loneWorker") || this.#functions.has("personDown")))
      findings.push(...this.#watchPeople(nowUs));
    const hasChanged = findings.length > 0;
    if (Math.abs(nowUs - this.#repeatedUs) >= REPEAT_US) findings.push(...this.#repeated(nowUs));
    this.#judgedUs = nowUs;
    if (hasChanged) this.#version++;
    return findings;
  }

  /** Grows when an indication begins or ends. */
  get version(): number {
    return this.#version;
  }

  /** What stands now. */
  state(): LiveRiskState {
    const nowUs = this.#judgedUs;
    const { people, robots, vehicles } = this.#tracks;
    const { staleS } = this.#parts.live;
    const { zones } = this.#parts.plant;
    const indications = [...this.#standing(), ...this.#standingAlone()];
    const counting = { zones, nowUs, staleS };
    const occupancy = this.#functions.has("occupancy") ? occupancyOf(people, counting) : undefined;
    const unknown = unknownOf([people, robots, vehicles], counting);
    const counted = (tracks: Tracks) => countsOf(tracks, nowUs, staleS);
    return {
      at: nowUs,
      functions: [...this.#functions],
      people: counted(people),
      robots: counted(robots),
      vehicles: counted(vehicles),
      indications,
      zones: zoneRisks(indications, { occupancy, unknown }),
    };
  }

  #standing(): LiveIndication[] {
    return this.#causes.flatMap((cause) => {
      const rows = Array.from({ length: cause.tracks.length }, (_, row) => row);
      return rows.flatMap((row) => {
        if (cause.states.isStanding[row] !== 1) return [];
        const isUnknown = cause.states.found[row] === FOUND.unknown;
        const terms = cause.terms?.(row);
        // A latency without a bound has no number.
        const isKnown = terms !== undefined && Object.values(terms).every(Number.isFinite);
        return [
          {
            ...this.#factsOf(cause, row).indication,
            ...{ isUnknown, level: cause.level(row), sensed: sensedUs(cause, row) },
            ...(isKnown ? { terms } : {}),
          },
        ];
      });
    });
  }

  #standingAlone(): LiveIndication[] {
    return [...this.#alone.values()].map(({ kind, zone, since, isUnknown }) => ({
      ...{ kind, since, isUnknown, level: kind === "person-down" ? 1 : 0.3 },
      ...(zone === undefined ? {} : { zone: zone.id }),
    }));
  }

  #factsOf(cause: Cause, row: number): FindingFacts {
    const asset = cause.asset(row);
    const zone = this.#zoneAt(cause.tracks.x[row] as number, cause.tracks.y[row] as number);
    const since = cause.states.sinceUs[row] as number;
    const indication = {
      ...{ kind: cause.kind, since: Number.isNaN(since) ? this.#nowUs : since, assetUid: asset.assetUid },
      ...(zone === undefined ? {} : { zone: zone.id }),
      ...cause.facts(row),
    };
    return { indication, assetUid: asset.assetUid, label: asset.label, zone, tag: cause.tag(row) };
  }

  #finding(cause: Cause, row: number): Finding {
    const facts = this.#factsOf(cause, row);
    const standing = cause.states.isStanding[row] === 1;
    const terms = cause.terms?.(row);
    return findingOf({ ...facts, ...(terms === undefined ? {} : { terms }) }, { standing, at: this.#nowUs });
  }

  #repeated(nowUs: Micros): readonly Finding[] {
    this.#repeatedUs = nowUs;
    const rowsOf = ({ tracks, states }: Cause) =>
      Array.from({ length: tracks.length }, (_, row) => row).filter((row) => states.isStanding[row] === 1);
    return [
      ...this.#causes.flatMap((cause) => rowsOf(cause).map((row) => this.#finding(cause, row))),
      ...[...this.#alone.keys()].map((rule) => this.#findingAlone(rule, { standing: true, at: nowUs })),
    ];
  }

  /** People alone and people without movement, by zone, so that the alert names a place and nobody. */
  #watchPeople(nowUs: Micros): readonly Finding[] {
    this.#watchedUs = nowUs;
    const { people } = this.#tracks;
    this.#watch.tick(nowUs);
    const present = new Map<string, { kind: TrackRiskKind; zone: Zone | undefined; isUnknown: boolean }>();
    for (let row = 0; row < people.length; row++) {
      const add = (kind: TrackRiskKind) => {
        const place = [people.x[row] as number, people.y[row] as number] as const;
        const zone = this.#zoneAt(...(kind === "person-down" ? this.#watch.stillPlace(row) : place));
        const isStale = !(people.latencyS(row, nowUs) <= this.#parts.live.staleS);
        const rule = ruleOf({ kind, ...(zone === undefined ? {} : { zone: zone.id }) });
        // An unknown position begins nothing, and ends nothing.
        if (isStale && !this.#alone.has(rule)) return;
        present.set(rule, { kind, zone, isUnknown: isStale && present.get(rule)?.isUnknown !== false });
      };
      if (this.#functions.has("loneWorker") && this.#watch.isLone(row, nowUs)) add("lone-worker");
      if (this.#functions.has("personDown") && this.#watch.isDown(row)) add("person-down");
    }
    const findings: Finding[] = [];
    for (const [rule, { kind, zone, isUnknown }] of present) {
      const known = this.#alone.get(rule);
      if (known !== undefined) known.isUnknown = isUnknown;
      else {
        this.#alone.set(rule, { kind, zone, since: nowUs, isUnknown });
        findings.push(this.#findingAlone(rule, { standing: true, at: nowUs }));
      }
    }
    for (const rule of [...this.#alone.keys()])
      if (!present.has(rule)) {
        findings.push(this.#findingAlone(rule, { standing: false, at: nowUs }));
        this.#alone.delete(rule);
      }
    return findings;
  }

  #findingAlone(rule: string, how: { readonly standing: boolean; readonly at: Micros }): Finding {
    const { kind, zone, since } = this.#alone.get(rule) as {
      kind: TrackRiskKind;
      zone: Zone | undefined;
      since: Micros;
    };
    const indication = { kind, since, ...(zone === undefined ? {} : { zone: zone.id }) };
    return findingOf({ indication, assetUid: this.#parts.edgeUid, label: "", zone, tag: undefined }, how);
  }

  #zoneAt(x: number, y: number): Zone | undefined {
    return this.#parts.plant.zones.find(({ polygon }) => isInside(polygon, x, y));
  }
}

function countsOf(tracks: Tracks, nowUs: Micros, staleS: number): TrackCounts {
  let [known, unknown, slowestS] = [0, 0, 0];
  for (let row = 0; row < tracks.length; row++) {
    const latencyS = tracks.latencyS(row, nowUs);
    if (latencyS <= staleS) {
      known++;
      slowestS = Math.max(slowestS, latencyS);
    } else if (tracks.hasPlace(row)) unknown++;
  }
  return { known, unknown, refused: tracks.refused, ...(known === 0 ? {} : { latencyS: slowestS }) };
}
