/** The watches, the context and the component records of one asset. */
import { assetTypeOf } from "../contracts/health/adaptation.ts";
import { type Component, componentsOf, eachComponent } from "../contracts/plant/components.ts";
import type { Asset, Plant } from "../contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../contracts/plant/tag.ts";
import { AssetLives } from "./book/asset-lives.ts";
import { ComponentHealth } from "./book/component-health.ts";
import type { Subject } from "./book/evidence-of.ts";
import type { Experience } from "./book/experience.ts";
import type { PlantLives } from "./book/plant-lives.ts";
import { AssetContext } from "./context/asset-context.ts";
import type { MeasuredPieces } from "./context/measured-pieces.ts";
import { Renewals } from "./context/renewals.ts";
import type { Sources } from "./context/sources.ts";
import type { Peers } from "./evidence/peers.ts";
import type { BurstTracking } from "./features/waveform/burst-tracking.ts";
import type { EarlierLives } from "./prognosis/earlier-lives.ts";
import type { ComponentWatch, WatchedAsset, WatchMaker } from "./watch.ts";

export interface OfAsset {
  readonly asset: Asset;
  readonly context: AssetContext;
  readonly renewals: Renewals;
  readonly components: readonly ComponentHealth[];
  readonly watches: readonly ComponentWatch[];
  readonly lives: AssetLives;
}

interface Watching {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly makers: readonly WatchMaker[];
}

interface Shared extends Pick<Subject, "newest"> {
  readonly peers: Peers;
  readonly pieces: MeasuredPieces;
  readonly sources: Pick<Sources, "silentSince">;
  readonly speeds: BurstTracking;
  readonly earlier: EarlierLives;
  readonly experience: Experience;
  readonly lives: PlantLives;
}

/** `shared` is common to all assets. */
export function ofAsset(
  asset: Asset,
  { peers, pieces, sources, speeds, earlier, experience, newest, lives: ofPlant }: Shared,
  { plant, tags, makers }: Watching,
): OfAsset {
  const own = tags.ofAsset(asset.assetUid);
  const components = [...eachComponent(componentsOf(asset, { plant, ofAsset: (uid) => tags.ofAsset(uid) }))];
  const byPath = new Map(own.map((tag) => [pathOf(tag), tag]));
  // A meter shows what is done to its machine.
  const metered = asset.meters === undefined ? [] : tags.ofAsset(asset.meters);
  const context = new AssetContext([...own, ...metered.filter(({ role }) => role === "operation-mode")]);
  const taken = new Set<TagRef>();
  const watched: WatchedAsset = {
    asset,
    components,
    context,
    peers,
    pieces,
    speeds,
    tags: own,
    tag: (path) => byPath.get(path),
    assets: plant.assets,
    tagsOf: (uid) => tags.ofAsset(uid),
    silentSince: (tag) => sources.silentSince(tag),
    taken,
  };
  const watches = makers.flatMap((make) => make(watched).map((watch) => takenBy(watch, taken)));
  const lives = new AssetLives(asset, components, ofPlant);
  const byComponent = Map.groupBy(watches, ({ component }) => component);
  return {
    asset,
    context,
    renewals: new Renewals(components, own),
    watches,
    lives,
    components: [...byComponent].map(
      ([path, of]) =>
        new ComponentHealth({
          assetUid: asset.assetUid,
          path,
          name: nameOf(path, components, asset),
          watches: of,
          earlier,
          assetType: assetTypeOf(asset),
          experience,
          newest,
          ageing: () => lives.ageingAt(path),
        }),
    ),
  };
}

function pathOf({ component, signal }: Tag): string {
  return component === "" ? signal : `${component}/${signal}`;
}

/** Name of a component; the asset's name for a path that is not a component of the model, such as a meter's counter. */
function nameOf(path: string, components: readonly Component[], asset: Asset): Component["name"] {
  return components.find((one) => one.path === path)?.name ?? asset.name;
}

function takenBy(watch: ComponentWatch, taken: Set<TagRef>): ComponentWatch {
  for (const ref of [...watch.inputs, ...(watch.waveforms ?? [])]) taken.add(ref);
  return watch;
}

/** What the columns of a watch's state are about: a config that adds or removes a tag makes it another watch. */
export function inputsOf({ inputs, waveforms = [], indications }: ComponentWatch): string {
  return [inputs.join(" "), waveforms.join(" "), ...indications].join("\n");
}
