import { areaPathOf } from "../../../edge/contracts/plant/equipment-path.ts";
import type { Asset, Plant } from "../../../edge/contracts/plant/plant.ts";
import { type RobotZone, robotZonesOf } from "../../../edge/contracts/plant/robot-zone.ts";
import type { AssetUid, LocalizedText, Tag, TagRole, TagTable, TagUid } from "../../../edge/contracts/plant/tag.ts";

/** The plant with the look-ups the page needs. Tags join when the dictionary arrives. */
export class PlantIndex {
  readonly plant: Plant;
  readonly #byUid: ReadonlyMap<AssetUid, Asset>;
  readonly #byLabel: ReadonlyMap<string, Asset>;
  readonly #places: ReadonlyMap<string, LocalizedText>;
  #tagsByAsset = new Map<AssetUid, Tag[]>();
  #tagsByUid = new Map<TagUid, Tag>();
  /** Results of earlier look-ups; a new dictionary empties them. */
  #byRole = new Map<AssetUid, Map<TagRole, Tag | undefined>>();
  #robotZones: readonly RobotZone[] = [];
  /** Whether the register of hazards is at hand, which the plant itself does not say. */
  hasRegister = false;
  /** Whether the plant has islands of machines. */
  hasIslands = false;
  /** Whether the picture has the way of a group of alerts. */
  hasSpread = false;

  constructor(plant: Plant) {
    this.plant = plant;
    this.#byUid = new Map(plant.assets.map((asset) => [asset.assetUid, asset]));
    this.#byLabel = new Map(plant.assets.map((asset) => [asset.label, asset]));
    this.#places = new Map(plant.places.map((place) => [place.path, place.name]));
  }

  setTags(tags: readonly Tag[]): void {
    this.#byRole = new Map();
    this.#tagsByAsset = Map.groupBy(tags, (tag) => tag.assetUid);
    this.#tagsByUid = new Map(tags.map((tag) => [tag.tagUid, tag]));
    const byRef = new Map(tags.map((tag) => [tag.ref, tag]));
    const table: TagTable = {
      size: tags.reduce((size, tag) => Math.max(size, tag.ref + 1), 0),
      at: (ref) => byRef.get(ref),
      find: (uid) => this.tag(uid),
      all: () => tags,
      ofAsset: (uid) => this.tagsOf(uid),
    };
    this.#robotZones = robotZonesOf(this.plant, table);
  }

  /** Zones with a safeguard, each with its robot and the tags of its people sensors. */
  get robotZones(): readonly RobotZone[] {
    return this.#robotZones;
  }

  asset(uid: AssetUid): Asset | undefined {
    return this.#byUid.get(uid);
  }

  byLabel(label: string): Asset | undefined {
    return this.#byLabel.get(label);
  }

  tagsOf(uid: AssetUid): readonly Tag[] {
    return this.#tagsByAsset.get(uid) ?? [];
  }

  tag(uid: TagUid): Tag | undefined {
    return this.#tagsByUid.get(uid);
  }

  /** The asset's first tag with a role; of several, the tag of the asset itself comes first. */
  tagWith(uid: AssetUid, role: TagRole): Tag | undefined {
    let roles = this.#byRole.get(uid);
    if (roles === undefined) {
      roles = new Map();
      this.#byRole.set(uid, roles);
    }
    if (roles.has(role)) return roles.get(role);
    const found = this.tagsOf(uid).filter((tag) => tag.role === role);
    const first = found.find((tag) => tag.component === "") ?? found[0];
    roles.set(role, first);
    return first;
  }

  placeName(path: string): LocalizedText | undefined {
    return this.#places.get(path);
  }

  /** Place names from the area down to the asset's cell, for breadcrumbs. */
  trail(asset: Asset): LocalizedText[] {
    const parts = asset.equipmentPath.split("/");
    const names: LocalizedText[] = [];
    for (let length = 3; length < parts.length; length++) {
      const name = this.#places.get(parts.slice(0, length).join("/"));
      if (name !== undefined) names.push(name);
    }
    return names;
  }

  /** Path of the ISA-95 area: the third level. */
  areaOf(asset: Asset): string {
    return areaPathOf(asset.equipmentPath);
  }

  get simulated(): boolean {
    return this.plant.assets.some((asset) => asset.simulated);
  }
}
