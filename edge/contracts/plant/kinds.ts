/**
 * Kinds of assets with what each can do. The edge and the viewer ask for capabilities, never for kinds, so that a
 * plant may have kinds of its own (rules AS1 to AS4 in docs/rules/assets.md).
 */

import type { Medium } from "./media.ts";

/** Capabilities of assets, each with its meaning for the config's editor. */
export const CAPABILITIES = {
  machines: "works on pieces",
  heats: "works with heat",
  inspects: "measures pieces; its measurements say whether a piece is good",
  tests: "tests finished products; ends the line where nothing packs",
  packs: "packs finished products; ends the line",
  handles: "a robot that the safeguard of its zone protects people from",
  conveys: "moves pieces along a belt or a table",
  stores: "has places for pieces or carriers",
  moves: "changes its place on the floor",
  carries: "takes pieces or carriers along when it moves",
  meters: "measures what others consume",
  feeds: "feeds the whole plant with electricity",
  distributes: "distributes electricity to an area",
} as const;

export type Capability = keyof typeof CAPABILITIES;

export const CAPABILITY_NAMES = Object.keys(CAPABILITIES) as Capability[];

/** The kinds that the viewer has a figure for, with their capabilities where a type names none. */
const KIND_CAPABILITIES = {
  lathe: ["machines"],
  "machining-centre": ["machines"],
  robot: ["handles"],
  cobot: ["handles"],
  deburring: ["machines"],
  washer: ["machines"],
  dryer: ["machines", "heats"],
  cmm: ["inspects"],
  vision: ["inspects"],
  "leak-tester": ["inspects"],
  "coating-booth": ["machines"],
  oven: ["machines", "heats"],
  conveyor: ["conveys"],
  press: ["machines"],
  tightening: ["machines"],
  "test-bench": ["inspects", "tests"],
  packing: ["packs"],
  rack: ["stores"],
  agv: ["moves", "carries"],
  charger: [],
  compressor: [],
  chiller: [],
  transformer: ["feeds"],
  switchboard: ["distributes"],
  meter: ["meters"],
  // It is behind the guard of its machine and needs no separate zone to protect people.
  scara: [],
  tank: [],
  furnace: ["machines", "heats"],
  converter: ["machines", "heats"],
  caster: ["machines"],
  "rolling-stand": ["machines"],
  person: ["moves"],
  box: [],
} as const satisfies Readonly<Record<string, readonly Capability[]>>;

export type KnownKind = keyof typeof KIND_CAPABILITIES;

/** Kind of an asset, which decides how the viewer draws it: a known kind, or the plant's own word. */
export type AssetKind = KnownKind | (string & {});

export const KNOWN_KINDS = Object.keys(KIND_CAPABILITIES) as readonly KnownKind[];

export function isKnownKind(kind: string): kind is KnownKind {
  return Object.hasOwn(KIND_CAPABILITIES, kind);
}

/** An asset as far as its capabilities go. */
export interface Capable {
  readonly kind: AssetKind;
  /** As its type names them; absent where the kind decides. */
  readonly capabilities?: readonly Capability[];
}

function capabilitiesOf({ kind, capabilities }: Capable): readonly Capability[] {
  return capabilities ?? (isKnownKind(kind) ? KIND_CAPABILITIES[kind] : []);
}

export function can(asset: Capable, capability: Capability): boolean {
  return capabilitiesOf(asset).includes(capability);
}

const MADE: Readonly<Record<string, Medium>> = { compressor: "compressed-air", chiller: "chilled-water" };

/** Medium that the asset makes for others, or passes on to them. */
export function mediumMadeBy(asset: Capable): Medium | undefined {
  return can(asset, "feeds") || can(asset, "distributes") ? "electricity" : MADE[asset.kind];
}
