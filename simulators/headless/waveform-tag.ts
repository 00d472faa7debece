import { tagOf } from "./sampler.ts";

/**
 * Places of recordings among the tags of `config/demo`, which names them after the part that they are about. Servers
 * show them below their recorder.
 */
const PLACES: ReadonlyMap<string, string> = new Map([
  ["vibration/samples", "spindle/vibration-burst"],
  ["curve/torque", "spindle/torque-curve"],
  ["curve/angle", "spindle/angle-curve"],
  ["curve/force", "ram/force-curve"],
  ["curve/position", "ram/position-curve"],
]);

/** Tag of one channel of a station's recorder, the same in files, streams and the edge's demo config. */
export function waveformTag(station: string, recorder: string, channel: string): string {
  const place = `${recorder}/${channel}`;
  return tagOf(station, PLACES.get(place) ?? place);
}
