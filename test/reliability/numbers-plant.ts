import { TAGS } from "./numbered.ts";
import { TOPIC } from "./publisher.ts";

const ASSETS = 8;
const NAME = { zh: "数", en: "Numbers" };

/** The config of a plant of one MQTT source that publishes numbered samples, and one InfluxDB. */
export function numbersPlant({ broker, influx }: { readonly broker: string; readonly influx: string }) {
  const perAsset = TAGS / ASSETS;
  const assets = Array.from({ length: ASSETS }, (_, i) => i);
  const tag = (n: number): object => ({
    signal: `v${n}`,
    name: NAME,
    type: "number",
    unit: "1",
    binding: { pointer: `/v${n}` },
  });
  return {
    gemba: 1,
    site: { enterprise: "bench", id: "bench", name: NAME, timeZone: "UTC", currency: "EUR", shifts: [] as object[] },
    floor: { width: 10, depth: 10 },
    sources: [
      { name: "numbers", kind: "mqtt-json", url: broker, qos: 1, timePointer: "/t", keepAliveS: 2 },
    ] as object[],
    sinks: [{ name: "influx", kind: "influx", url: influx, api: "v1", database: "plant", timeoutMs: 2000 }],
    types: Object.fromEntries(
      assets.map((asset) => [
        `part-${asset}`,
        { kind: "box", tags: Array.from({ length: perAsset }, (_, i) => tag(asset * perAsset + i)) },
      ]),
    ) as Record<string, object>,
    assets: assets.map((asset) => box(`part-${asset}`, { source: "numbers", address: { topic: TOPIC } })) as object[],
  };
}

/** An asset of the type of its name. */
export function box(type: string, reads: { readonly source: string; readonly address: object }): object {
  const name = { zh: type, en: type };
  return {
    uid: `urn:bench:${type}`,
    label: type.toUpperCase(),
    type,
    name,
    path: `bench/bench/area/line/cell/${type}`,
    ...reads,
  };
}
