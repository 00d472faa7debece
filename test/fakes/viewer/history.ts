/** The fake edge's history: trends, the plant at an instant, people by the minute, and a gap. */
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { encodeEnvelopes } from "../../../edge/batch/envelope.ts";
import { encodeFrame } from "../../../edge/batch/wire.ts";
import type { ViewerState } from "./stream.ts";

const iso = (us: number) => new Date(us / 1000).toISOString();

/** The plant at an instant, as `GET /api/v1/replay` with `seconds=0` answers. */
export function keyframeAt(query: URLSearchParams, { model, startMs }: ViewerState): Uint8Array {
  const atMs = Date.parse(query.get("at") ?? "");
  const builder = new BatchBuilder();
  for (const { tag, read } of model.signals) {
    const value = read((atMs - startMs) / 1000);
    if (typeof value === "string") builder.addText(tag.ref, atMs * 1000, value, 0, 4);
    else builder.add(tag.ref, atMs * 1000, value, 0, 4);
  }
  const head = { kind: "keyframe", at: atMs * 1000, version: 1, from: 0, to: Date.now() * 1000, alerts: [] };
  return encodeEnvelopes([JSON.stringify(head), encodeFrame(builder.finish(atMs * 1000), 1)]);
}

/** Two people in the first zone, seen most of the time. */
export function minutesOf(query: URLSearchParams, { model }: ViewerState): object[] {
  const [zone] = model.plant.zones;
  const minutes: object[] = [];
  for (
    let ms = Math.ceil(Date.parse(query.get("from") ?? "") / 60_000) * 60_000;
    zone !== undefined && ms < Date.parse(query.get("to") ?? "");
    ms += 60_000
  )
    minutes.push({ from: iso(ms * 1000), heardSeconds: 54, zones: [{ zone: zone.id, most: 2 }] });
  return minutes;
}

/** Half a minute of the milling source that was lost two minutes ago. */
export function linkLost({ now }: ViewerState): object {
  return {
    source: "milling",
    tagUid: null,
    from: iso((now() - 120_000) * 1000),
    to: iso((now() - 90_000) * 1000),
    reason: "link_lost",
    lost: 12,
  };
}

/** A curve by the signal's formula, with slow swings. */
export function trendOf(query: URLSearchParams, state: ViewerState): object {
  const signal = state.model.signals.find(({ tag }) => tag.tagUid === query.get("tag"));
  const width = Number(query.get("width") ?? 100);
  const toS = (Date.parse(query.get("to") ?? "") - state.startMs) / 1000;
  const seconds = toS - (Date.parse(query.get("from") ?? "") - state.startMs) / 1000;
  const times: string[] = [];
  const mean: number[] = [];
  for (let i = 0; i < width; i++) {
    const t = toS - seconds + (i * seconds) / width;
    const value = signal?.read(t);
    if (typeof value !== "number") continue;
    times.push(new Date(state.startMs + t * 1000).toISOString());
    mean.push(value * (1 + 0.12 * Math.sin(t / 97) + 0.05 * Math.sin(t / 23)));
  }
  return {
    tagUid: query.get("tag"),
    unit: signal?.tag.unit ?? null,
    times,
    mean,
    last: mean,
    min: mean.map((v) => v * 0.97),
    max: mean.map((v) => v * 1.03),
    doubtful: mean.map(() => false),
  };
}
