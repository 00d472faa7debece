/** A plant of one meter, whose supply sags in the 80th of a hundred seconds, as another system recorded it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const named = (name: string): string => `name: { zh: ${name}, en: ${name} }`;
const tag = (signal: string, unit: string, more = ""): string =>
  `{ component: bus, signal: ${signal}, type: number, unit: ${unit}, ${named(signal)},
          binding: { metric: ${signal} }${more} }`;
const SWITCHED = "labels: [{ value: 1, zh: 合, en: Closed }, { value: 0, zh: 分, en: Open }]";
const PLACE = "path: acme/one/hall/m1, source: meters, address: { group: g, node: n }";

const PLANT = `gemba: 1
site: { enterprise: acme, id: one, name: { zh: 厂, en: Plant }, timeZone: Europe/Berlin, currency: EUR, shifts: [] }
floor: { width: 10, depth: 10 }
sources: [{ name: meters, kind: sparkplug, url: "mqtt://127.0.0.1:1" }]
types:
  supply:
    kind: meter
    tags:
      - ${tag("voltage-l1", "V")}
      - ${tag("voltage-l2", "V")}
      - ${tag("voltage-l3", "V")}
      - ${tag("frequency", "Hz", ", range: [0, 60], limits: { high: 52 }")}
      - { signal: switched, type: enum, ${named("Switch")}, binding: { metric: s }, ${SWITCHED} }
      - { signal: note, type: text, name: { zh: 备注, en: Note }, binding: { metric: n } }
assets:
  - { uid: "urn:t:m1", label: M1, type: supply, ${named("Meter")}, ${PLACE} }
`;

export const SIGNALS = ["voltage-l1", "voltage-l2", "voltage-l3", "frequency"] as const;
/** The first second, 10:00 local time. */
export const BEGIN_US = Date.UTC(2024, 0, 15, 9) * 1000;
const SECONDS = 100;
const SAG_AT = 80;

/** Writes the plant's config; returns its folder. */
export function busPlant(folder: string): string {
  const dir = join(folder, "plant");
  mkdirSync(dir);
  writeFileSync(join(dir, "gemba.yaml"), PLANT);
  return dir;
}

/** Value of a signal in a second. */
export function busValue(signal: string, second: number): number {
  if (signal === "frequency") return 50;
  return 230 + Number(signal.at(-1)) + (second === SAG_AT ? -60 : 0);
}

/** `SECONDS` local times, each with what `row` makes of it. */
export function busRows(row: (time: string, second: number) => readonly string[]): string[] {
  return Array.from({ length: SECONDS }, (_, second) => {
    const [minute, rest] = [Math.floor(second / 60), second % 60];
    return row(`2024-01-15 10:0${minute}:${String(rest).padStart(2, "0")}`, second);
  }).flat();
}

/** A long table. */
export const longTable = (): string =>
  [
    "time,tag,value",
    ...busRows((time, second) => SIGNALS.map((name) => `${time},${name},${busValue(name, second)}`)),
  ].join("\n");

/** A mapping of the table's names; `head` names the tables. */
export function busMapping(head: string, extra: readonly string[] = []): string {
  return [
    "gemba-history: 1",
    "timeZone: Europe/Berlin",
    head,
    "tags:",
    ...SIGNALS.map((signal) => `  - { from: ${signal}, tag: "M1#bus/${signal}" }`),
    ...extra,
  ].join("\n");
}
