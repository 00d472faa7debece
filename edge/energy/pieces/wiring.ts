/** Stations, their channels and set-up tracks, as they were when the file was written, with the tags that feed them. */
import { ByTag } from "../../batch/by-tag.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../contracts/plant/tag.ts";
import { scaleOf } from "../flow-now.ts";
import { Channel, type ChannelState } from "./channel.ts";
import type { PiecesConfig } from "./config.ts";
import type { PieceStore } from "./piece-store.ts";
import { type PlannedChannel, plannedChannels } from "./plan-channels.ts";
import { type SetUpState, SetUpTrack } from "./set-up-track.ts";
import { shareAt } from "./shares.ts";
import type { SourceClock, SourceClocks } from "./source-clocks.ts";
import { Station, type StationState } from "./stays.ts";

/** Destination of a tag's values. */
export type Bound =
  | { readonly what: "rate" | "count"; readonly channel: Channel; readonly clock: SourceClock; readonly scale: number }
  | { readonly what: "cause" | "mode"; readonly setUp: SetUpTrack; readonly clock: SourceClock };

interface Wired {
  readonly channels: readonly Channel[];
  readonly stations: ReadonlyMap<string, Station>;
  readonly setUps: ReadonlyMap<string, SetUpTrack>;
  /** By tag number. */
  readonly bound: ByTag<readonly Bound[]>;
}

export interface WiringOptions {
  readonly config: PiecesConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly store: PieceStore;
  readonly clocks: SourceClocks;
}

export function wired({ config, plant, tags, store, clocks }: WiringOptions): Wired {
  const stations = new Map<string, Station>();
  const setUps = new Map<string, SetUpTrack>();
  const bound = new ByTag<readonly Bound[]>();
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
  // The name that events of the same controller give its clock.
  const clockOf = ({ source, assetUid }: Tag): SourceClock => clocks.of(`${source} ${labels.get(assetUid) ?? ""}`);
  const bind = (tag: Tag, one: Bound): void => {
    bound.set(tag.ref, [...(bound.get(tag.ref) ?? []), one]);
  };
  const planned = plannedChannels(plant, tags);
  for (const { asset, rate } of planned) {
    const { label } = asset;
    if (stations.has(label)) continue;
    const own = tags.ofAsset(asset.assetUid);
    const mode = own.find(({ role }) => role === "operation-mode");
    const cause = own.find(({ signal, isDerived }) => isDerived === true && signal === "cause");
    const setUp = new SetUpTrack(clockOf(mode ?? rate), store.state(`set-up ${label}`) as SetUpState | undefined);
    setUps.set(label, setUp);
    if (mode !== undefined) bind(mode, { what: "mode", setUp, clock: setUp.modeClock });
    if (cause !== undefined) bind(cause, { what: "cause", setUp, clock: clocks.edge });
    const state = store.state(`station ${label}`) as StationState | undefined;
    const clock = clocks.of(state?.clock ?? "");
    stations.set(label, new Station({ label, clock }, state, store.stays(label)));
  }
  const codes = store.codes(planned.map(({ asset, medium }) => ({ station: asset.label, medium })));
  const open = ({ asset, medium, rate, counter }: PlannedChannel, code: number): Channel => {
    const [station, setUp] = [stations.get(asset.label) as Station, setUps.get(asset.label) as SetUpTrack];
    const counterScale = counter === undefined ? undefined : scaleOf(counter);
    const plan = {
      code,
      medium,
      station,
      setUp,
      shareOf: shareAt(asset.label, config),
      clock: clockOf(rate),
      counterScale,
    };
    const channel = new Channel(plan, store.state(`channel ${code}`) as ChannelState | undefined);
    for (const chunk of store.trace(code)) channel.trace.restore(chunk);
    bind(rate, { what: "rate", channel, clock: plan.clock, scale: scaleOf(rate) });
    if (counter !== undefined) bind(counter, { what: "count", channel, clock: clockOf(counter), scale: 1 });
    return channel;
  };
  const channels = planned.map((plan, at) => open(plan, codes[at] as number));
  return { channels, stations, setUps, bound };
}

/** Gives a value to its destination; `time` is by the clock of the tag. */
export function take(one: Bound, time: Micros, value: number): void {
  switch (one.what) {
    case "rate":
      one.channel.rate(time, value * one.scale);
      break;
    case "count":
      one.channel.count(time, value, one.clock);
      break;
    case "cause":
      one.setUp.cause(time, value);
      break;
    case "mode":
      one.setUp.mode(time, value);
      break;
  }
}
