/** Tags as series: names, labels and which of them a selector means (PQ2, PQ3 in docs/rules/prometheus.md). */
import { areaPathOf } from "../contracts/plant/equipment-path.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../contracts/plant/tag.ts";
import type { Matcher } from "./ast.ts";
import { wantedBy } from "./label-pattern.ts";
import { type Labels, NAME } from "./labels.ts";

export interface TagSeries {
  readonly tag: Tag;
  readonly labels: Labels;
}

/** Numbers of a plant that are kept, each with its labels. */
export class SeriesTable {
  readonly all: readonly TagSeries[];
  readonly #byName = new Map<string, TagSeries[]>();

  constructor(plant: Pick<Plant, "assets">, tags: TagTable) {
    const assets = new Map(plant.assets.map((asset) => [asset.assetUid, asset]));
    this.all = tags.all().flatMap((tag) => {
      const asset = assets.get(tag.assetUid);
      if (asset === undefined || tag.type === "text" || tag.type === "waveform" || tag.class === "personal") return [];
      const parts = asset.equipmentPath.split("/");
      const labels = new Map<string, string>([
        [NAME, metricOf(tag)],
        ["asset", asset.label],
        ["kind", asset.kind],
        ["area", areaPathOf(asset.equipmentPath)],
        ["place", parts.slice(0, -1).join("/")],
        ["component", tag.component],
        ["signal", tag.signal],
        ["unit", tag.unit ?? ""],
        ["source", tag.source],
        ["simulated", asset.simulated ? "true" : ""],
      ]);
      // An empty label is the same as none.
      return [{ tag, labels: new Map([...labels].filter(([, value]) => value !== "")) }];
    });
    for (const series of this.all) {
      const name = series.labels.get(NAME) as string;
      const named = this.#byName.get(name);
      if (named === undefined) this.#byName.set(name, [series]);
      else named.push(series);
    }
  }

  /** The series that match. Throws EdgeError `bad-request` for a pattern that is not understood. */
  select(matchers: readonly Matcher[]): readonly TagSeries[] {
    const name = matchers.find(({ label, op }) => label === NAME && op === "=")?.value;
    const tests = matchers.map((matcher) => {
      const isWanted = wantedBy(matcher);
      return (labels: Labels) => isWanted(labels.get(matcher.label) ?? "");
    });
    const among = name === undefined ? this.all : (this.#byName.get(name) ?? []);
    return among.filter(({ labels }) => tests.every((test) => test(labels)));
  }

  /** Unit and title of each name. */
  names(): ReadonlyMap<string, Tag> {
    return new Map([...this.#byName].map(([name, [first]]) => [name, (first as TagSeries).tag]));
  }
}

/** Name of a tag's series: `spindle_speed`. Prometheus allows no other characters. */
function metricOf({ component, signal }: Tag): string {
  const words = (component === "" ? signal : `${component}_${signal}`).replace(/[^a-zA-Z0-9_]/g, "_");
  return /^\d/.test(words) ? `_${words}` : words;
}
