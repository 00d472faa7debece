import type { ConfigProblem } from "../contracts/plant/config-text.ts";
import type { AssetConfig, EdgeConfig, TypeConfig } from "../contracts/plant/edge-config.ts";
import type { ConfigOf, Plugins } from "../contracts/plant/plugins.ts";
import { type TSchema, Type } from "../contracts/schema.ts";
import { Binder } from "./bind.ts";
import { checkAssets } from "./check-assets.ts";
import { checkComponents } from "./check-components.ts";
import { checkHistorian } from "./check-historian.ts";
import { checkPersonal } from "./check-personal.ts";
import { checkSite } from "./check-site.ts";
import { checkTypes } from "./check-types.ts";
import { clearAddresses } from "./clear-addresses.ts";
import type { ConfigDocument } from "./document.ts";
import { hideSecrets } from "./edit/secrets.ts";
import { hasBoxes, PrintTaker } from "./file-prints.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { checkParts, checkSection, namespacesOf, type Part } from "./parts.ts";
import { ConfigError, formatProblem } from "./problems.ts";
import { readPlant } from "./read-plant.ts";
import { replaceReferences } from "./references.ts";
import { readRenamed } from "./renamed.ts";
import { plantSchema } from "./schema.ts";
import type { Seen } from "./seen.ts";
import { recentValidator, type Validator } from "./validator.ts";

export interface LoadOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Contents by path, read instead of the files on disk. */
  readonly texts?: ReadonlyMap<string, string>;
  /** The same for files that references name. */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** Outcome of reading a config. */
export interface Inspected<Config = EdgeConfig> {
  /** Undefined where there are problems. */
  readonly config: Config | undefined;
  readonly problems: readonly ConfigProblem[];
  /** Deprecated parts that still count, and parts that may not do what their author expects. */
  readonly warnings: readonly ConfigProblem[];
  /** The files, folders and secrets that were read. */
  readonly seen: Seen;
  /** The plant's folder, and the files of its config in the order in which they are joined. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The values as they count, with their places. */
  readonly document: ConfigDocument;
}

/** Reads a plant's config. Throws ConfigError with all problems, not only the first one. */
export async function loadConfig<P extends Plugins>(
  fileOrFolder: string,
  plugins: P,
  options: LoadOptions = {},
): Promise<ConfigOf<P>> {
  const { config, problems } = inspectConfig(fileOrFolder, plugins, options);
  if (config === undefined) throw new ConfigError(problems);
  return config;
}

/** Reads a plant's config and reports the files it came from, even where it has problems. */
export function inspectConfig<P extends Plugins>(
  fileOrFolder: string,
  plugins: P,
  { env = process.env, texts, secrets }: LoadOptions = {},
): Inspected<ConfigOf<P>> {
  const read = readPlant(fileOrFolder, env, { texts, secrets });
  const { document, folder, files, surroundings, seen } = read;
  const prints = hasBoxes(document) ? new PrintTaker(read) : undefined;
  readRenamed(document);
  replaceReferences(document, plugins, prints?.watch(surroundings) ?? surroundings);
  hideSecrets(document, plugins);
  clearAddresses(document, plugins);
  const parts = readParts(document, plugins, recentValidator());
  const problems = inOrder(document.problems);
  const warnings = inOrder(document.warnings);
  const printed = prints === undefined ? {} : { prints: prints.read() };
  const whole = { folder, files, ...printed, ...parts, warnings: warnings.map(formatProblem) };
  // The one place where checked values get their types: without problems each section follows its plugin's schema.
  const config = problems.length > 0 ? undefined : (whole as ConfigOf<P>);
  return { config, problems, warnings, seen, folder, files, document };
}

/** Every check runs, whatever earlier checks found; the result is valid only when there are no problems. */
function readParts(
  document: ConfigDocument,
  plugins: Plugins,
  validator: Validator,
): Omit<EdgeConfig, "folder" | "files" | "prints" | "warnings"> & Readonly<Record<string, unknown>> {
  const check = { document, validator };
  for (const { name, schema } of plugins.sections) checkSection(name, schema, check);
  // Fills in the defaults that the checks below rely on. The sections have been checked.
  validator.check(outerSchema(plugins), document.root, { document, steps: [] });
  const namespaces = namespacesOf(document);
  const sources = checkParts({ section: "sources", plugins: plugins.sources, namespaces }, document, validator);
  const sinks = checkParts({ section: "sinks", plugins: plugins.sinks, namespaces }, document, validator);
  checkSite(document);
  checkTypes(document);
  checkComponents(document, validator);
  checkPersonal(document);
  checkHistorian(document, sinks);
  const binder = new Binder({ ...check, namespaces });
  const sourceNames = mapsIn(document.root["sources"]).flatMap(([, source]) => textAt(source, "name") ?? []);
  const assets = checkAssets({
    document,
    binder,
    sourceNames,
    sources: new Map(sources.map((source) => [source.name, source])),
  });
  const sections = Object.fromEntries(plugins.sections.map(({ name }) => [name, document.root[name]]));
  findProblems(document, plugins, { sections, assets });
  const { site, floor, simulated, places, zones, routes, maps, runs, personal } =
    document.root as unknown as EdgeConfig;
  return {
    site,
    floor,
    simulated,
    places,
    zones,
    routes,
    maps,
    runs,
    personal,
    namespaces,
    types: typesOf(document),
    sources: sources.map(plain),
    sinks: sinks.map(plain),
    assets,
    ...sections,
  };
}

const outerSchemas = new WeakMap<Plugins, TSchema>();

/** The plant's schema with sections of any form; the same object each time, so that it is compiled once. */
function outerSchema(plugins: Plugins): TSchema {
  const known = outerSchemas.get(plugins);
  if (known !== undefined) return known;
  const schema = plantSchema(
    Object.fromEntries(plugins.sections.map(({ name }) => [name, Type.Unknown()])),
    Type.Unknown(),
  );
  outerSchemas.set(plugins, schema);
  return schema;
}

/** Asks the plugins for problems that schemas cannot express, and for advice where no problem was found. */
function findProblems(
  document: ConfigDocument,
  plugins: Plugins,
  read: { readonly sections: Readonly<Record<string, unknown>>; readonly assets: readonly AssetConfig[] },
): void {
  const { sections, assets } = read;
  for (const section of plugins.sections) {
    if (document.problems.some(({ path }) => isWithin(path, section.name))) continue;
    for (const { steps, ...text } of section.problems?.(sections[section.name], assets, document.root) ?? [])
      document.problem(steps, text);
  }
  if (document.problems.length > 0) return;
  const config = { root: document.root, assets, ...sections };
  const advice = [
    ...plugins.sections.flatMap((section) => section.advice?.(sections[section.name], config) ?? []),
    ...(plugins.advice ?? []).flatMap((one) => one.find(config)),
  ];
  for (const { steps, ...text } of advice) document.warn(steps, text);
}

/** Whether a problem's path, such as `api.tls`, is that of the section or below it. */
function isWithin(path: string, section: string): boolean {
  return path === section || path.startsWith(`${section}.`) || path.startsWith(`${section}[`);
}

type WrittenType = Pick<TypeConfig, "kind" | "size" | "components" | "componentKinds"> & {
  readonly tags?: readonly unknown[];
};

function typesOf(document: ConfigDocument): TypeConfig[] {
  const types = document.root["types"];
  return Object.entries(isMap(types) ? types : {}).map(([name, type]) => {
    const { kind, size, tags, components, componentKinds } = type as WrittenType;
    return {
      name,
      kind,
      hasTags: (tags?.length ?? 0) > 0,
      ...(size === undefined ? {} : { size }),
      ...(components === undefined ? {} : { components }),
      ...(componentKinds === undefined ? {} : { componentKinds }),
    };
  });
}

function plain({ name, kind, config }: Part<unknown>) {
  return { name, kind, config };
}

/** By file and line; one text once per place. */
export function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const unique = new Map(
    problems.map((problem) => [`${problem.file}\n${problem.line}\n${problem.path}\n${problem.message.en}`, problem]),
  );
  return [...unique.values()].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
