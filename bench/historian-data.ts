/** The samples of `npm run bench -- historian`: the same in every run. */
import { NO_TEXTS, type SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import { type AssetUid, type LinkRef, type Tag, type TagRef, tagUidOf } from "../edge/contracts/plant/tag.ts";

export const TAGS = 1_160;

/** mulberry32: the same data in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const REFS = Uint32Array.from({ length: TAGS }, (_, ref) => ref);

/**
 * One second of all tags: half rounded to the sensor's resolution, a quarter states, a quarter full doubles; each tag
 * at its own time within the second.
 */
export function secondAt(second: number, start: number, next: () => number): SampleBatch {
  const values = new Float64Array(TAGS);
  const times = new Float64Array(TAGS);
  for (let ref = 0; ref < TAGS; ref++) {
    const kind = ref % 4;
    values[ref] =
      kind === 0
        ? Math.floor(second / 300 + ref) % 5
        : kind === 1
          ? next()
          : Math.round((50 + 20 * Math.sin(second / 100 + ref) + next() / 2) * 10) / 10;
    times[ref] = start + second * 1e6 + ((ref * 7_919) % 1_000_000);
  }
  return {
    length: TAGS,
    tags: REFS,
    times,
    receivedAt: start + second * 1e6 + 1e6,
    values,
    statuses: new Uint32Array(TAGS),
    flags: new Uint8Array(TAGS),
    texts: NO_TEXTS,
  };
}

const asset = "urn:bench:machine" as AssetUid;
export const tags: Tag[] = Array.from({ length: TAGS }, (_, ref) => ({
  ref: ref as TagRef,
  tagUid: tagUidOf(asset, `component-${ref % 40}`, `signal-${ref}`),
  assetUid: asset,
  component: `component-${ref % 40}`,
  signal: `signal-${ref}`,
  type: "number",
  unit: "Cel",
  name: { zh: "标签", en: "Tag" },
  source: "bench",
  address: "",
  link: 0 as LinkRef,
}));
