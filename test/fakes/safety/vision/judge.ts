/** Lets the engine of unsafe acts hear generated cameras, and compares what it raises with the truth. */

import { UNSAFE_ACTS } from "../../../../edge/contracts/safety/vision.ts";
import { Type } from "../../../../edge/contracts/schema.ts";
import { type Act, type ActSettings, Acts } from "../../../../edge/safety/vision/acts.ts";
import { visionFields } from "../../../../edge/safety/vision/config.ts";
import { readEvent } from "../../../../edge/safety/vision/read-event.ts";
import { seeded } from "../../../reliability/random.ts";
import { withDefaults } from "../../config/with-defaults.ts";
import { CameraSystem, type Message } from "./cameras.ts";
import { Hall, STEP_S } from "./hall.ts";

/** The settings of a config that says nothing. */
export const ACT_SETTINGS: ActSettings = withDefaults(Type.Object(visionFields), { vision: {} }).vision;
const T0_MS = Date.UTC(2026, 2, 2);
/** An act is visible if a camera had it in view for so long. */
const VISIBLE_S = 2;

export interface ActFigures {
  hours: number;
  acts: number;
  visible: number;
  /** Of the visible ones: raised once, raised again, and never. */
  once: number;
  again: number;
  missed: number;
  /** Alerts that no act was the cause of. */
  falseOnes: number;
  messages: number;
}

const NONE: ActFigures = {
  ...{ hours: 0, acts: 0, visible: 0, once: 0, again: 0, missed: 0, falseOnes: 0, messages: 0 },
};

/** The figures of an hour of each seed. */
export function judgeActs(seeds: readonly number[], settings: ActSettings = ACT_SETTINGS, hours = 1): ActFigures {
  const figures = { ...NONE };
  for (const seed of seeds) judgeHour(seed, { settings, hours, figures });
  return figures;
}

function judgeHour(
  seed: number,
  {
    settings,
    hours,
    figures,
  }: { readonly settings: ActSettings; readonly hours: number; readonly figures: ActFigures },
): void {
  const random = seeded(seed);
  const hall = new Hall(random);
  const system = new CameraSystem(random, hall, T0_MS);
  const acts = new Acts(settings);
  /** Of each act of the engine: how many of its events were of which true one (-1: false). */
  const votes = new Map<Act, Map<number, number>>();
  const raised: Act[] = [];
  const known = new Set<string>();
  let waiting: Message[] = [];
  const steps = Math.round((3600 * hours) / STEP_S);
  for (let step = 0; step < steps; step++) {
    const s = step * STEP_S;
    hall.step(s);
    waiting.push(...system.look(hall, s));
    const due = waiting.filter(({ arrivesS }) => arrivesS <= s);
    waiting = waiting.filter(({ arrivesS }) => arrivesS > s);
    const nowUs = (T0_MS + s * 1000) * 1000;
    for (const message of due) {
      figures.messages++;
      const event = readEvent(message.event);
      if (!("eventId" in event)) throw new Error(`${event.field}: ${event.why}`);
      if (known.has(event.eventId)) continue;
      known.add(event.eventId);
      const kind = UNSAFE_ACTS.find((one) => one === event.kind);
      if (kind === undefined) throw new Error("a kind that is no act");
      const { position, camera, zone, track, confidence } = event;
      const found = acts.take(
        {
          ...{ kind, camera, zone, track, confidence, at: Math.min(event.time, nowUs) },
          position: position === undefined ? undefined : { ...position, errorM: position.error95 ?? 1 },
        },
        nowUs,
      );
      if (found === undefined) continue;
      vote(votes, found.act, message.act);
      if (found.raises) raised.push(found.act);
    }
    acts.end(nowUs);
  }
  count(figures, { hall, raised, votes, hours });
}

function vote(votes: Map<Act, Map<number, number>>, act: Act, truth: number | undefined): void {
  const of = votes.get(act) ?? new Map<number, number>();
  of.set(truth ?? -1, (of.get(truth ?? -1) ?? 0) + 1);
  votes.set(act, of);
}

function count(
  figures: ActFigures,
  {
    hall,
    raised,
    votes,
    hours,
  }: {
    readonly hall: Hall;
    readonly raised: readonly Act[];
    readonly votes: ReadonlyMap<Act, ReadonlyMap<number, number>>;
    readonly hours: number;
  },
): void {
  const times = new Map<number, number>();
  for (const act of raised) {
    const [cause = -1] = [...(votes.get(act) ?? [])].sort((a, b) => b[1] - a[1])[0] ?? [];
    times.set(cause, (times.get(cause) ?? 0) + 1);
  }
  figures.hours += hours;
  figures.acts += hall.acts.length;
  figures.falseOnes += times.get(-1) ?? 0;
  for (const { id, seenS } of hall.acts) {
    if (seenS < VISIBLE_S) continue;
    figures.visible++;
    const often = times.get(id) ?? 0;
    if (often === 0) figures.missed++;
    else if (often === 1) figures.once++;
    figures.again += Math.max(0, often - 1);
  }
}
