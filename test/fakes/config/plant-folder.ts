import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defineSink, defineSource, type SourcePlugin } from "../../../edge/contracts/path/plugin.ts";
import { configTexts } from "../../../edge/contracts/plant/config-text.ts";
import { definePlugins } from "../../../edge/contracts/plant/plugins.ts";
import { defineSection } from "../../../edge/contracts/plant/section.ts";
import { type TInteger, Type } from "../../../edge/contracts/schema.ts";

/** A new empty folder, deleted at the end of the scope. */
export function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "gemba-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A plant's folder with these files. */
export function plantFolder(files: Readonly<Record<string, string>>): { path: string } & Disposable {
  const folder = temporaryFolder();
  const path = join(folder.path, "plant");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const { sentence } = configTexts({
  "prefix-unknown": { en: "add the prefix {prefix} to namespaces", zh: "请将前缀 {prefix} 添加到 namespaces" },
});

const never = (): never => {
  throw new Error("a config test builds no source");
};

const wired = defineSource({
  kind: "wired",
  summary: "Bindings by channel.",
  config: Type.Object({
    endpoint: Type.String({ substitute: true, description: "Address." }),
    pollMs: Type.Integer({ default: 500, minimum: 10, description: "Interval." }),
    password: Type.Optional(Type.String({ substitute: true, maxLength: 12, description: "Password." })),
  }),
  address: Type.Object({ rack: Type.String({ description: "Rack." }) }),
  binding: Type.Object({
    channel: Type.String({ pattern: "^[a-zA-Z0-9{}:/]+$", description: "Channel." }),
    every: Type.Integer({ default: 1000, description: "Interval." }),
  }),
  checkBinding: ({ channel }, namespaces) =>
    channel.includes(":") && !namespaces.has(channel.split(":")[0] as string)
      ? [sentence("prefix-unknown", { prefix: channel.split(":")[0] as string })]
      : [],
  linkOf: ({ rack }) => rack,
  describe: ({ rack }, { channel }) => `${rack}/${channel}`,
  staleAfterMs: ({ pollMs }) => 3 * pollMs,
  create: never,
});

const radio = defineSource({
  kind: "radio",
  summary: "Bindings by topic.",
  config: Type.Object({ url: Type.String({ substitute: true }) }),
  address: Type.Object({}),
  binding: Type.Object({ topic: Type.Union([Type.Literal("state"), Type.Literal("health")]) }),
  linkOf: () => "",
  describe: (_address, { topic }) => topic,
  staleAfterMs: () => 1000,
  create: never,
});

const drain = defineSink({
  kind: "drain",
  summary: "Takes all.",
  config: Type.Object({ url: Type.String() }),
  create: never,
  settleMs: () => 0,
});

const section = <const Name extends string>(name: Name, properties: Record<string, TInteger> = {}) =>
  defineSection({ name, schema: Type.Object(properties, { default: {} }) });

/** Two test-only kinds of sources and one of sinks. */
export const testPlugins = definePlugins({
  sources: [wired, radio] as readonly SourcePlugin[],
  sinks: [drain],
  sections: [
    section("historian", { retentionHours: Type.Integer({ default: 72 }) }),
    section("detectors", { afterS: Type.Integer({ default: 5 }) }),
    section("kpis"),
    section("material"),
    section("energy"),
    section("api"),
    section("notify"),
  ],
  followers: [],
});

export const SITE = `
site:
  enterprise: acme
  id: one
  name: { zh: 一厂, en: Plant One }
  timeZone: Europe/Berlin
  currency: EUR
  shifts:
    - { name: { zh: 早班, en: Early }, start: "06:00", end: "14:00" }
    - { name: { zh: 夜班, en: Night }, start: "22:00", end: "06:00" }
floor: { width: 50, depth: 20 }
`;

export const SOURCES = `
sources:
  - { name: line, kind: wired, endpoint: "wired://10.0.0.1" }
  - { name: air, kind: radio, url: "radio://10.0.0.2" }
`;

const SPEED =
  "{ component: spindle, signal: speed, name: { zh: 转速, en: Speed }, type: number, unit: /min, range: [0, 4500], " +
  'limits: { high: 4000, highHigh: 4400 }, role: spindle-speed, binding: { channel: "S/{spindle}" } }';

export const TYPES = `
types:
  lathe:
    kind: lathe
    size: { x: 2, y: 3, z: 2 }
    tags:
      - ${SPEED}
      - { signal: door, name: { zh: 门, en: Door }, type: boolean, binding: { channel: "D1", every: 250 } }
`;

const FIRST =
  '{ uid: "urn:acme:lathe:1", label: L-1, type: lathe, name: { zh: 车床, en: Lathe }, path: acme/one/turning/l-1, ' +
  "pose: { x: 3, y: 4 }, source: line, address: { rack: R1 }, parameters: { spindle: S1 } }";
const SECOND =
  '{ uid: "urn:acme:lathe:2", label: L-2, type: lathe, name: { zh: 车床, en: Lathe }, path: acme/one/turning/l-2, ' +
  "source: line, address: { rack: R2 }, parameters: { spindle: 7 } }";

const ASSETS = `
assets:
  - ${FIRST}
  - ${SECOND}
`;

/** A small valid plant; tests replace some of its files. */
export const GOOD_PLANT = {
  "gemba.yaml": "gemba: 1\ninclude: [site.yaml, sources.yaml, types/*.yaml, assets.yaml]\n",
  "site.yaml": SITE,
  "sources.yaml": SOURCES,
  "types/lathe.yaml": TYPES,
  "assets.yaml": ASSETS,
} as const;
