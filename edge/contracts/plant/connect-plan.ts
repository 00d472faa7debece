/** Edits of a plant's config that connect the machines which discovery found. Used by the page. */
import type { ProposedAssetType, ProposedConfig, ProposedMachine } from "../path/proposed-config.ts";
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
        (source !== undefined && asset["source"] === source["name"] && sameAddress(asset["address"], machine.address)),
    );
    return { ...machine, isTaken: !isThere, kind: kinds.get(machine.type) ?? "box" };
  });
}

/** In order: namespaces, the source, types and assets. Names that the plant has already get a number. */
export function connectEdits(values: Values, choice: ConnectChoice): readonly ConfigEdit[] {
  const taken = choice.machines.filter(({ isTaken }) => isTaken);
  if (taken.length === 0) return [];
  const types = typesFor(taken, choice.types);
  const prefixes = prefixesFor(
    values,
    choice.proposal,
    [...taken.map(({ address }) => address), ...types.flatMap(({ tags }) => tags.map(({ binding }) => binding))]
      .flatMap((places) => PATH_KEYS.map((key) => places[key]))
      .filter((path) => typeof path === "string"),
  );
  const { edits: sourceEdits, name: source } = sourceFor(values, choice);
  const own = (places: Values): Values => withOwnPrefixes(places, prefixes.renamed);
  const named = namedTypes(values, types, own);
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
      addressOf: ({ address }) => own(address),
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
    wanted.set(key, { ...type, key, kind, name: kind === type.kind ? type.name : kind });
  }
  return [...wanted.values()];
}

function namedTypes(values: Values, types: readonly WantedType[], own: (places: Values) => Values) {
  const present = mapOf(values, "types");
  const names = new Set(Object.keys(present));
  return types.map(({ key, name, kind, tags, components = [] }) => {
    const observed = components.filter(({ id }) => tags.some(({ component }) => component === id));
    const value = {
      kind,
      ...(observed.length === 0 ? {} : { components: observed }),
      tags: tags.map(({ binding, ...tag }) => ({ ...tag, binding: own(binding) })),
    };
    const text = JSON.stringify(value);
    const same = Object.keys(present).find((one) => JSON.stringify(present[one]) === text);
    if (same !== undefined) return { key, name: same, value, isNew: false };
    return { key, name: unique(name, names), value, isNew: true };
  });
}

function assetEdits(
  values: Values,
  taken: readonly ChosenMachine[],
  of: { source: string; typeOf(machine: ChosenMachine): string; addressOf(machine: ChosenMachine): Values },
): readonly ConfigEdit[] {
  const assets = listOf(values, "assets");
  const site = mapOf(values, "site");
  const labels = new Set(assets.map(({ label }) => String(label)));
  const places = new Set(assets.map(({ path }) => String(path)));
  return taken.map((machine, i): ConfigEdit => {
    const address = of.addressOf(machine);
    const value = {
      uid: machine.uid,
      label: unique(machine.label, labels),
      type: of.typeOf(machine),
      name: machine.name,
      path: unique(`${String(site["enterprise"])}/${String(site["id"])}/${machine.place}`, places),
      source: of.source,
      ...(Object.keys(address).length === 0 ? {} : { address }),
    };
    return { kind: "insert", path: ["assets", assets.length + i], value };
  });
}

function sourceAt(values: Values, { source, keys }: ProposedConfig): Values | undefined {
  return listOf(values, "sources").find((one) =>
    Object.entries({ ...keys, kind: null }).every(([key, absent]) => (one[key] ?? absent) === (source[key] ?? absent)),
  );
}

/** A source of the plant for this server is used as it is. */
function sourceFor(values: Values, { proposal, password }: ConnectChoice) {
  const present = sourceAt(values, proposal);
  if (present !== undefined) return { name: String(present["name"]), edits: [] };
  const sources = listOf(values, "sources");
  const name = unique(proposal.source.name, new Set(sources.map((source) => String(source["name"]))));
  const path = ["sources", sources.length];
  const edits: ConfigEdit[] = [{ kind: "insert", path, value: { ...proposal.source, name } }];
  if (proposal.password !== undefined && proposal.source["user"] !== undefined && password !== undefined)
    edits.push({ kind: "secret", path: [...path, ...proposal.password], value: password });
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

/** Keys of addresses and bindings whose text is a browse path. */
const PATH_KEYS = ["root", "path"];

function withOwnPrefixes(places: Values, prefixes: ReadonlyMap<string, string>): Values {
  if (prefixes.size === 0) return places;
  const renamed = (path: string): string =>
    path.replaceAll(PREFIX, (_, before: string, prefix: string) => `${before}${prefixes.get(prefix) ?? prefix}`);
  return Object.fromEntries(
    Object.entries(places).map(([key, value]) => [
      key,
      PATH_KEYS.includes(key) && typeof value === "string" ? renamed(value) : value,
    ]),
  );
}

/** The name, or with the first number from 2 on that makes it one of its own. */
function unique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}

/** Keys of the config may stand in another order. */
function sameAddress(written: unknown, proposed: Values): boolean {
  const own = typeof written === "object" && written !== null ? (written as Values) : {};
  const keys = new Set([...Object.keys(own), ...Object.keys(proposed)]);
  return [...keys].every((key) => own[key] === proposed[key]);
}

function listOf(values: Values, key: string): readonly Values[] {
  const list = values[key];
  return Array.isArray(list) ? (list as readonly Values[]) : [];
}

function mapOf(values: Values, key: string): Values {
  const map = values[key];
  return typeof map === "object" && map !== null && !Array.isArray(map) ? (map as Values) : {};
}
