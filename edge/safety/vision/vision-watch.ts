/** Takes events of vision systems, makes one alert of each unsafe act, and says which zones nobody sees. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant, Zone } from "../../contracts/plant/plant.ts";
import { isInside } from "../../contracts/plant/robot-zone.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import type { NamedEvent } from "../../contracts/safety/act-pictures.ts";
import type { LiveIndication } from "../../contracts/safety/live-risk.ts";
import type { ActView, SeenZone, VisionKind, VisionOutcome, VisionState } from "../../contracts/safety/vision.ts";
import { functionsOf, type PeopleConfig } from "../live/config.ts";
import { actFinding, actRule, KINDS } from "./act-findings.ts";
import { type Act, Acts } from "./acts.ts";
import { CameraStates } from "./camera-states.ts";
import type { CameraConfig, VisionConfig } from "./config.ts";
import { EventIds } from "./event-ids.ts";
import { type ReadEvent, readEvent } from "./read-event.ts";

export interface VisionParts {
  readonly cameras: readonly CameraConfig[];
  readonly vision: VisionConfig;
  readonly people: PeopleConfig;
  readonly plant: Pick<Plant, "zones">;
  /** Carrier of the alerts. */
  readonly edgeUid: AssetUid;
}

/** Events whose ids are remembered. */
const MOST_IDS = 8_192;
/** A camera's clock further ahead is wrong: its event counts as of now. */
const AHEAD_US = 2e6;
/** A standing alert gets its newest figures this often. */
const REPEAT_US = 30e6;

const COUNTS = [
  ...["taken", "alive", "repeated", "malformed", "unknownCamera", "unknownZone", "off", "limited", "late"],
  ...["clockAhead", "raised"],
] as const;

export class VisionWatch {
  readonly #parts: VisionParts;
  readonly #isOn: boolean;
  readonly #cameras: CameraStates;
  readonly #acts: Acts;
  readonly #ids = new EventIds(MOST_IDS);
  /** The act of each event that was taken lately, for the picture that may follow it. */
  readonly #actOf = new Map<string, Act>();
  readonly #zones: ReadonlyMap<string, Zone>;
  readonly #counts = new Map<string, number>(COUNTS.map((name) => [name, 0]));
  /** Rules of the acts that stand, when they were raised and when they were reported last. */
  readonly #standing = new Map<Act, { readonly rule: string; readonly since: Micros; saidAt: Micros }>();
  #found: Finding[] = [];

  constructor(parts: VisionParts) {
    const { cameras, vision, people, plant } = parts;
    this.#parts = parts;
    this.#isOn = functionsOf(people).has("unsafeActs");
    this.#cameras = new CameraStates(cameras, vision);
    this.#acts = new Acts(vision);
    this.#zones = new Map(plant.zones.map((zone) => [zone.id, zone]));
  }

  /** Takes one event as it came. Never throws; what it says of people stays in memory. */
  take(value: unknown, nowUs: Micros): VisionOutcome {
    const event = readEvent(value);
    if ("field" in event) return this.#refuse("malformed", event.field, event.why);
    const camera = this.#cameras.find(event.camera);
    if (camera === undefined) return this.#refuse("unknownCamera", "camera", "`safety.cameras` has no such camera");
    if (!this.#cameras.hear(event.camera, nowUs))
      return this.#refuse("limited", "", "this camera sends more than `safety.vision.eventsPerS`");
    if (event.zone !== undefined && !this.#zones.has(event.zone))
      return this.#refuse("unknownZone", "zone", "the plant has no such zone");
    if (event.kind === "alive") return this.#note("alive", { result: "taken" });
    if (event.kind !== "smoke-fire" && !this.#isOn)
      return this.#refuse("off", "kind", "unsafe acts are off until `safety.people.unsafeActs` has its four facts");
    const measured = event.time - 1000 * camera.clockOffsetMs;
    if (nowUs - measured > this.#parts.vision.lateS * 1e6)
      return this.#refuse("late", "time", "it is older than `safety.vision.lateS`; is the camera's clock right?");
    if (!this.#ids.add(keyOf(event.camera, event.eventId))) return this.#note("repeated", { result: "repeated" });
    if (measured - nowUs > AHEAD_US) this.#note("clockAhead", undefined);
    this.#see(event, event.kind, { camera, at: Math.min(measured, nowUs), nowUs });
    return this.#note("taken", { result: "taken" });
  }

  /** Ends what nobody reports any more. Returns what began and what ended. Call it a few times a second. */
  tick(nowUs: Micros): readonly Finding[] {
    const endUs = this.#parts.vision.endAfterS * 1e6;
    // After a clock was set back, a camera that was heard lately was heard since.
    const isWatched = (act: Act) =>
      [...act.views.keys()].some((id) => {
        const heardAt = this.#cameras.heardAt(id);
        return heardAt > act.heardAt || Math.abs(nowUs - heardAt) <= endUs;
      });
    const { open } = this.#acts;
    for (const act of this.#acts.end(nowUs, isWatched)) {
      const known = this.#standing.get(act);
      this.#standing.delete(act);
      if (known !== undefined) this.#found.push(this.#finding(act, known.rule, { standing: false, at: nowUs }));
    }
    // Places and tracks of people go with their act; a new list says that one ended.
    if (this.#acts.open !== open) this.#forgetEnded();
    for (const [act, known] of this.#standing) {
      // A clock that was set back must not stop it.
      if (Math.abs(nowUs - known.saidAt) < REPEAT_US) continue;
      known.saidAt = nowUs;
      this.#found.push(this.#finding(act, known.rule, { standing: true, at: nowUs }));
    }
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** The rule of the raised act that an event belongs to; undefined while none is raised. */
  ruleOf({ camera, eventId }: NamedEvent): string | undefined {
    const act = this.#actOf.get(keyOf(camera, eventId));
    return act === undefined ? undefined : this.#standing.get(act)?.rule;
  }

  seenZones(nowUs: Micros): readonly SeenZone[] {
    return this.#cameras.zones(nowUs);
  }

  state(nowUs: Micros): VisionState {
    return {
      isOn: this.#isOn,
      cameras: this.#cameras.views(nowUs),
      zones: this.seenZones(nowUs),
      acts: [...this.#standing].map(([act, { since }]) => viewOf(act, since)),
      counts: { ...Object.fromEntries(this.#counts), ...this.#acts.counts },
    };
  }

  /** What stands, as causes of the risk of its zone. */
  indications(nowUs: Micros): readonly LiveIndication[] {
    return [...this.#standing].map(([act, { since }]) => {
      const { kind, zone, confidence } = viewOf(act, since);
      const isUnknown = [...act.views.keys()].every((id) => this.#cameras.stateOf(id, nowUs) !== "heard");
      const place = zone === undefined ? {} : { zone };
      return { kind, since, ...place, probability: confidence, isUnknown, level: KINDS[kind].level };
    });
  }

  #see(
    { eventId, confidence, zone, position, track }: ReadEvent,
    kind: VisionKind,
    { camera, at, nowUs }: { readonly camera: CameraConfig; readonly at: Micros; readonly nowUs: Micros },
  ): void {
    const place = position === undefined ? undefined : { ...position, errorM: position.error95 ?? 0 };
    const here = zone ?? this.#zoneAt(position) ?? (camera.zones.length === 1 ? camera.zones[0] : undefined);
    const sighting = { kind, camera: camera.id, at, confidence, zone: here ?? cameraPlace(camera.id), track };
    const found = this.#acts.take({ ...sighting, position: place }, nowUs);
    if (found !== undefined) this.#remember(keyOf(camera.id, eventId), found.act);
    if (found?.raises !== true) return;
    const rule = this.#freeRule(found.act);
    this.#standing.set(found.act, { rule, since: nowUs, saidAt: nowUs });
    this.#note("raised", undefined);
    this.#found.push(this.#finding(found.act, rule, { standing: true, at: nowUs }));
  }

  #remember(key: string, act: Act): void {
    for (const oldest of this.#actOf.keys()) {
      if (this.#actOf.size < MOST_IDS) break;
      this.#actOf.delete(oldest);
    }
    this.#actOf.set(key, act);
  }

  #forgetEnded(): void {
    const open = new Set(this.#acts.open);
    for (const [key, act] of this.#actOf) if (!open.has(act)) this.#actOf.delete(key);
  }

  #freeRule({ kind, zone = "floor" }: Act): string {
    const taken = new Set([...this.#standing.values()].map(({ rule }) => rule));
    for (let number = 1; ; number++) {
      const rule = actRule(kind, zone, number);
      if (!taken.has(rule)) return rule;
    }
  }

  #finding(act: Act, rule: string, how: { readonly standing: boolean; readonly at: Micros }): Finding {
    const { kind, confidence } = act;
    const nameOf = (id: string): LocalizedText => this.#cameras.find(id)?.name ?? { zh: id, en: id };
    const cameras = [...act.views.keys()].sort().map(nameOf);
    const floor = { zh: "厂房", en: "floor" };
    const place = this.#zones.get(act.zone ?? "")?.name ?? cameras[0] ?? floor;
    return actFinding({ rule, assetUid: this.#parts.edgeUid, kind, place, cameras, confidence }, how);
  }

  #zoneAt(position: ReadEvent["position"]): string | undefined {
    if (position === undefined) return undefined;
    return this.#parts.plant.zones.find(({ polygon }) => isInside(polygon, position.x, position.y))?.id;
  }

  #refuse(count: (typeof COUNTS)[number], field: string, why: string): VisionOutcome {
    return this.#note(count, { result: "refused", field, why });
  }

  #note<T>(count: (typeof COUNTS)[number], outcome: T): T {
    this.#counts.set(count, (this.#counts.get(count) ?? 0) + 1);
    return outcome;
  }
}

function keyOf(camera: string, eventId: string): string {
  return `${camera} ${eventId}`;
}

/** Place of an act that has neither zone nor position: what the camera sees. No zone has such an id. */
function cameraPlace(id: string): string {
  return `@${id}`;
}

function viewOf({ kind, zone, views, confidence }: Act, since: Micros): ActView {
  const isZone = zone !== undefined && !zone.startsWith("@");
  return { kind, since, ...(isZone ? { zone } : {}), cameras: [...views.keys()].sort(), confidence };
}
