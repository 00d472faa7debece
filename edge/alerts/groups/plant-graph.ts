/** The graph along which an effect spreads through the plant (rules FL1 and FL2). */
import type { Way } from "../../contracts/alerts/alert-groups.ts";
import type { Medium } from "../../contracts/plant/media.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";

/** An asset by its uid; `place:`, `node:`, `cell:`, `source:`, `peer:` and `network` for what is no asset. */
export type NodeId = string;

/** A step against the direction of the effect. */
export interface GraphEdge {
  readonly from: NodeId;
  readonly way: Way;
  /** The longest time that the effect needs on it, seconds. */
  readonly lagS: number;
}

export interface PlantGraph {
  /** Steps towards the sources, by node. */
  readonly upstream: ReadonlyMap<NodeId, readonly GraphEdge[]>;
  /** Nodes that an effect reaches in one step. */
  readonly downstream: ReadonlyMap<NodeId, readonly { readonly to: NodeId; readonly way: Way }[]>;
  /** Media that an asset measures or supplies. */
  readonly carries: ReadonlyMap<AssetUid, ReadonlySet<Medium>>;
  readonly labels: ReadonlyMap<NodeId, string>;
  readonly assets: ReadonlySet<NodeId>;
}

/** The longest time that an effect needs on one step, seconds: pipes and tanks hold a supply up, wires do not. */
export const LAG_S: Readonly<Record<Way, number>> = {
  electricity: 20,
  "compressed-air": 120,
  nitrogen: 120,
  oxygen: 120,
  argon: 120,
  hydrogen: 120,
  "carbon-dioxide": 120,
  "natural-gas": 120,
  steam: 300,
  water: 300,
  "chilled-water": 600,
  starved: 300,
  blocked: 300,
  control: 10,
  signal: 60,
  "same-asset": 120,
};

export class GraphBuilder {
  readonly #upstream = new Map<NodeId, GraphEdge[]>();
  readonly #downstream = new Map<NodeId, { to: NodeId; way: Way }[]>();
  readonly #carries = new Map<AssetUid, Set<Medium>>();
  readonly #labels = new Map<NodeId, string>();
  readonly #assets = new Set<NodeId>();

  constructor(assets: readonly Pick<Asset, "assetUid" | "label">[]) {
    for (const { assetUid, label } of assets) {
      this.#labels.set(assetUid, label);
      this.#assets.add(assetUid);
    }
  }

  edge(from: NodeId, to: NodeId, way: Way, lagS = LAG_S[way]): void {
    if (from === to) return;
    const up = this.#upstream.get(to);
    if (up?.some((edge) => edge.from === from && edge.way === way) === true) return;
    if (up === undefined) this.#upstream.set(to, [{ from, way, lagS }]);
    else up.push({ from, way, lagS });
    const down = this.#downstream.get(from);
    if (down === undefined) this.#downstream.set(from, [{ to, way }]);
    else down.push({ to, way });
  }

  carry(asset: AssetUid, medium: Medium): void {
    this.#carries.set(asset, (this.#carries.get(asset) ?? new Set()).add(medium));
  }

  label(node: NodeId, label: string): void {
    this.#labels.set(node, label);
  }

  /** Whether something supplies the asset with the medium. */
  isFed(asset: NodeId, way: Way): boolean {
    return (this.#upstream.get(asset) ?? []).some((edge) => edge.way === way);
  }

  /** Whether the node supplies something with the medium. */
  feeds(node: NodeId, way: Way): boolean {
    return (this.#downstream.get(node) ?? []).some((edge) => edge.way === way);
  }

  build(): PlantGraph {
    return {
      upstream: this.#upstream,
      downstream: this.#downstream,
      carries: this.#carries,
      labels: this.#labels,
      assets: this.#assets,
    };
  }
}
