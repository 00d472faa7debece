/** Edits of a plant's config that connect the machines which discovery found. Used by the page. */
import type { ProposedAssetType, ProposedConfig, ProposedMachine, ProposedTag } from "../path/proposed-config.ts";
import type { ConfigEdit } from "./config-edit.ts";

/** A machine as the person wants it. */
export interface ChosenMachine extends ProposedMachine {
  readonly isTaken: boolean;
  readonly kind: string;
}

export interface ConnectChoice {
  readonly proposal: ProposedConfig;
  readonly machines: readonly ChosenMachine[];
  /** Types with the tags that the person keeps, corrected. */
  readonly types: readonly ProposedAssetType[];
  /** Password of the user of the source. */
  readonly password?: string;
}

type Values = Readonly<Record<string, unknown>>;

/** The proposed machines, all taken but those that the plant has already. */
export function machinesOf(proposal: ProposedConfig, values: Values): readonly ChosenMachine[] {
  const source = sourceAt(values, proposal);
  const assets = listOf(values, "assets");
  const kinds = new Map(proposal.types.map(({ name, kind }) => [name, kind]));
  return proposal.machines.map((machine) => {
    const isThere = assets.some(
      (asset) =>
        asset["uid"] === machine.uid ||
        (source !== undefined && asset["source"] === source["name"] && rootOf(asset) === machine.root),
    );
    return { ...machine, isTaken: !isThere, kind: kinds.get(machine.type) ?? "box" };
  });
}

/** In order: namespaces, the source, types and assets. Names that the plant has already get a number. */
export function connectEdits(values: Values, choice: ConnectChoice): readonly ConfigEdit[] {
  const taken = choice.machines.filter(({ isTaken }) => isTaken);
  if (taken.length === 0) return [];
  const types = typesFor(taken, choice.types);
  const prefixes = prefixesFor(values, choice.proposal, [
    ...taken.map(({ root }) => root),
    ...types.flatMap(({ tags }) => tags.map(({ binding }) => binding.path)),
  ]);
  const { edits: sourceEdits, name: source } = sourceFor(values, choice);
  const named = namedTypes(values, types, (path) => renamed(path, prefixes.renamed));
  const nameOf = new Map(named.map(({ key, name }) => [key, name]));
  return [
    ...prefixes.edits,
    ...sourceEdits,
    ...named.flatMap(({ name, value, isNew }): ConfigEdit[] =>
      isNew ? [{ kind: "set", path: ["types", name], value }] : [],
    ),
    ...assetEdits(values, taken, {
      source,
      typeOf: (machine) => nameOf.get(keyOf(machine)) ?? machine.type,
      rootOf: ({ root }) => renamed(root, prefixes.renamed),
    }),
  ];
}

interface WantedType extends ProposedAssetType {
  readonly key: string;
}

function keyOf({ type, kind }: ChosenMachine): string {
  return `${type} ${kind}`;
}

/** A type for each kind that the machines of one proposed type have; another kind gives its name to the type. */
function typesFor(taken: readonly ChosenMachine[], types: readonly ProposedAssetType[]): readonly WantedType[] {
  const wanted = new Map<string, WantedType>();
  for (const machine of taken) {
    const type = types.find(({ name }) => name === machine.type);
    const key = keyOf(machine);
    if (type === undefined || wanted.has(key)) continue;
    const { kind } = machine;
    wanted.set(key, { key, name: kind === type.kind ? type.name : kind, kind, tags: type.tags });
  }
  return [...wanted.values()];
}

function namedTypes(values: Values, types: readonly WantedType[], path: (text: string) => string) {
  const present = mapOf(values, "types");
  const names = new Set(Object.keys(present));
  return types.map(({ key, name, kind, tags }) => {
    const value = { kind, tags: tags.map((tag) => tagValue(tag, path)) };
    const text = JSON.stringify(value);
    const same = Object.keys(present).find((one) => JSON.stringify(present[one]) === text);
    if (same !== undefined) return { key, name: same, value, isNew: false };
    return { key, name: unique(name, names), value, isNew: true };
  });
}

function tagValue({ binding, ...tag }: ProposedTag, path: (text: string) => string): object {
  return { ...tag, binding: { ...binding, path: path(binding.path) } };
}

function assetEdits(
  values: Values,
  taken: readonly ChosenMachine[],
  of: { source: string; typeOf(machine: ChosenMachine): string; rootOf(machine: ChosenMachine): string },
): readonly ConfigEdit[] {
  const assets = listOf(values, "assets");
  const site = mapOf(values, "site");
  const labels = new Set(assets.map(({ label }) => String(label)));
  const places = new Set(assets.map(({ path }) => String(path)));
  return taken.map((machine, i) => ({
    kind: "insert",
    path: ["assets", assets.length + i],
    value: {
      uid: machine.uid,
      label: unique(machine.label, labels),
      type: of.typeOf(machine),
      name: machine.name,
      path: unique(`${String(site["enterprise"])}/${String(site["id"])}/${machine.place}`, places),
      source: of.source,
      address: { root: of.rootOf(machine) },
    },
  }));
}

function sourceAt(values: Values, { source }: ProposedConfig): Values | undefined {
  return listOf(values, "sources").find(({ kind, endpoint }) => kind === source.kind && endpoint === source.endpoint);
}

/** A source of the plant with this address is used as it is. */
function sourceFor(values: Values, { proposal, password }: ConnectChoice) {
  const present = sourceAt(values, proposal);
  if (present !== undefined) return { name: String(present["name"]), edits: [] };
  const sources = listOf(values, "sources");
  const name = unique(proposal.source.name, new Set(sources.map((source) => String(source["name"]))));
  const path = ["sources", sources.length];
  const edits: ConfigEdit[] = [{ kind: "insert", path, value: { ...proposal.source, name } }];
  if (proposal.source.user !== undefined && password !== undefined)
    edits.push({ kind: "secret", path: [...path, "user", "password"], value: password });
  return { name, edits };
}

/** The prefixes of these paths: known namespaces keep the plant's prefix, and a prefix of another one gets a number. */
function prefixesFor(values: Values, proposal: ProposedConfig, paths: readonly string[]) {
  const present = mapOf(values, "namespaces");
  const names = new Set(Object.keys(present));
  const used = new Set(paths.flatMap((path) => [...path.matchAll(PREFIX)].map(([, , prefix = ""]) => prefix)));
  const edits: ConfigEdit[] = [];
  const renamed = new Map<string, string>();
  for (const [prefix, uri] of Object.entries(proposal.namespaces)) {
    if (!used.has(prefix)) continue;
    const same = present[prefix] === uri ? prefix : Object.keys(present).find((one) => present[one] === uri);
    const name = same ?? unique(prefix, names);
    if (same === undefined) edits.push({ kind: "set", path: ["namespaces", name], value: uri });
    if (name !== prefix) renamed.set(prefix, name);
  }
  return { edits, renamed };
}

/** The prefix of each step of a browse path; colons and slashes of names are escaped with `&`. */
const PREFIX = /(^|(?<!&)\/)([A-Za-z][A-Za-z0-9_-]*)(?=:)/g;

function renamed(path: string, prefixes: ReadonlyMap<string, string>): string {
  return path.replaceAll(PREFIX, (_, before: string, prefix: string) => `${before}${prefixes.get(prefix) ?? prefix}`);
}

/** The name, or with the first number from 2 on that makes it one of its own. */
function unique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}

function rootOf(asset: Values): unknown {
  const { address } = asset;
  return typeof address === "object" && address !== null ? (address as Values)["root"] : undefined;
}

function listOf(values: Values, key: string): readonly Values[] {
  const list = values[key];
  return Array.isArray(list) ? (list as readonly Values[]) : [];
}

function mapOf(values: Values, key: string): Values {
  const map = values[key];
  return typeof map === "object" && map !== null && !Array.isArray(map) ? (map as Values) : {};
}
