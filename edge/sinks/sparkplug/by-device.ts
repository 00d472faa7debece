import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { type Devices, NoDevice } from "./namespace.ts";

/** Samples by device, as columns. Within a device they keep the order of the log. */
export interface Sorted {
  readonly length: number;
  /** Index of the device. */
  readonly devices: Uint32Array;
  /** Index of the sample's batch, and its place there. */
  readonly batches: Uint32Array;
  readonly places: Uint32Array;
  /** Places in the whole write of samples whose tags the config has no more. */
  readonly rejected: number[];
  /** Their tags, in the same order. */
  readonly unknown: TagRef[];
}

/** Sorts by counting: twice through the samples, whatever the number of devices. Withheld tags are left out. */
export function byDevice(batches: readonly SampleBatch[], devices: Devices): Sorted {
  const next = new Uint32Array(devices.all.length + 1);
  const rejected: number[] = [];
  const unknown: TagRef[] = [];
  let before = 0;
  for (const { tags, length } of batches) {
    for (let at = 0; at < length; at++) {
      const ref = tags[at] as TagRef;
      const index = devices.indexOf(ref);
      if (index >= 0) next[index + 1] = (next[index + 1] as number) + 1;
      else if (index === NoDevice.unknown) {
        rejected.push(before + at);
        unknown.push(ref);
      }
    }
    before += length;
  }
  for (let index = 1; index < next.length; index++) next[index] = (next[index] as number) + (next[index - 1] as number);
  const length = next.at(-1) as number;
  const sorted = {
    devices: new Uint32Array(length),
    batches: new Uint32Array(length),
    places: new Uint32Array(length),
  };
  for (let batch = 0; batch < batches.length; batch++) {
    const { tags, length: samples } = batches[batch] as SampleBatch;
    for (let at = 0; at < samples; at++) {
      const index = devices.indexOf(tags[at] as TagRef);
      if (index < 0) continue;
      const to = next[index] as number;
      next[index] = to + 1;
      sorted.devices[to] = index;
      sorted.batches[to] = batch;
      sorted.places[to] = at;
    }
  }
  return { length, ...sorted, rejected, unknown };
}
