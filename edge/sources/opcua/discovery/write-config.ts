/** Writes a proposal as the files of a plant's config. */
import { stringify } from "yaml";
import { ALARMS_FILE, ALARMS_TEXT } from "../../../contracts/alerts/proposed-alarms.ts";
import type { ProposedConfig } from "../../../contracts/path/proposed-config.ts";
import { kebab, wordOf } from "../../config-words.ts";
import type { ClientPlan } from "../link/client.ts";
import type { SecurityMode } from "../link/security-mode.ts";
import type { Proposal, ProposedAsset } from "./propose.ts";
import type { ProposedType } from "./shared-types.ts";

export interface ConnectionFacts {
  readonly endpoint: string;
  readonly security: { readonly mode: SecurityMode; readonly policy: ClientPlan["policy"] };
  /** Name of the user; the password comes from the environment. */
  readonly user?: string;
  readonly product: string;
}

/** Environment variable of the password, as `gemba discover` and the written config read it. */
export const PASSWORD_VARIABLE = "GEMBA_OPCUA_PASSWORD";

/** Metres between assets on the floor until a user places them. */
const PITCH_M = 6;
const SITE_ROOT = "enterprise/site";

/** File contents by path in the plant's folder. They pass `gemba check`. */
export function configFiles(proposal: Proposal, connection: ConnectionFacts): Map<string, string> {
  const columns = Math.max(4, Math.ceil(Math.sqrt(proposal.assets.length)));
  const rows = Math.max(4, Math.ceil(proposal.assets.length / columns));
  const files = new Map<string, string>();
  files.set(
    "gemba.yaml",
    [
      `# Proposed by \`gemba discover ${connection.endpoint}\` for ${connection.product || "an OPC UA server"}.`,
      "# To be filled in by people: site, places, poses, limits.",
      "gemba: 1",
      `include: [sources.yaml, ${proposal.types.length === 0 ? "" : "types/*.yaml, "}assets.yaml, ${ALARMS_FILE}]`,
      "site:",
      "  enterprise: enterprise",
      "  id: site",
      "  name: { zh: 工厂, en: Plant }",
      "  timeZone: Asia/Shanghai",
      "  currency: CNY",
      `floor: { width: ${(columns + 1) * PITCH_M}, depth: ${(rows + 1) * PITCH_M} }`,
      "",
    ].join("\n"),
  );
  files.set("sources.yaml", sourcesText(proposal, connection));
  for (const type of proposal.types) files.set(`types/${type.name}.yaml`, typeText(type));
  files.set("assets.yaml", assetsText(proposal.assets, { columns, source: sourceName(connection) }));
  files.set(ALARMS_FILE, ALARMS_TEXT);
  return files;
}

/** The same as values, for an editor: without placeholders of the site, and without places on the floor. */
export function proposedConfig(proposal: Proposal, connection: ConnectionFacts): ProposedConfig {
  const { user, ...source } = sourceOf(connection);
  const columns = proposal.assets.length;
  return {
    namespaces: proposal.namespaces,
    source: { ...source, ...(user === undefined ? {} : { user: { name: user.name } }) },
    types: proposal.types.map(({ name, kind, tags }) => ({ name, kind, tags })),
    machines: placesOf(proposal.assets, columns).map(({ asset, place }) => {
      const { uid, label, type, name, root, models } = asset;
      return { uid, label, type, name, place, root, models };
    }),
  };
}

/** Name of the source in the written config. */
function sourceName({ product }: ConnectionFacts): string {
  return kebab(product).split("-").slice(0, 3).join("-").slice(0, 40) || "server";
}

function sourceOf(connection: ConnectionFacts) {
  const { endpoint, security, user } = connection;
  return {
    name: sourceName(connection),
    kind: "opcua",
    endpoint,
    security:
      security.mode === "none" ? { mode: "none", insecure: true } : { mode: security.mode, policy: security.policy },
    ...(user === undefined ? {} : { user: { name: user, password: `\${env:${PASSWORD_VARIABLE}}` } }),
  };
}

function sourcesText({ namespaces }: Proposal, connection: ConnectionFacts): string {
  return `${stringify({ namespaces }, { lineWidth: 0 })}sources:\n  - ${line(sourceOf(connection))}\n`;
}

function typeText({ name, kind, tags }: ProposedType): string {
  return [
    `types:`,
    `  ${name}:`,
    `    kind: ${kind}`,
    "    tags:",
    ...tags.map((tag) => `      - ${line(tag)}`),
    "",
  ].join("\n");
}

function assetsText(
  assets: readonly ProposedAsset[],
  { columns, source }: { columns: number; source: string },
): string {
  if (assets.length === 0) return "assets: []\n";
  const entries = placesOf(assets, columns).map(({ asset, place }, i) => {
    return [
      asset.models.length === 0 ? "  # plain variables" : `  # ${asset.models.join(", ")}`,
      `  - uid: ${JSON.stringify(asset.uid)}`,
      `    label: ${JSON.stringify(asset.label)}`,
      `    type: ${asset.type}`,
      `    name: ${line(asset.name)}`,
      `    path: ${SITE_ROOT}/${place}`,
      `    pose: { x: ${((i % columns) + 1) * PITCH_M}, y: ${(Math.floor(i / columns) + 1) * PITCH_M} }`,
      `    source: ${source}`,
      `    address: ${line({ root: asset.root })}`,
    ].join("\n");
  });
  return `assets:\n${entries.join("\n")}\n`;
}

/** The assets with their places below the site: area, line, cell and a unit of their own. */
function placesOf(
  assets: readonly ProposedAsset[],
  columns: number,
): readonly { readonly asset: ProposedAsset; readonly place: string }[] {
  const taken = new Set<string>();
  return assets.map((asset, i) => {
    const unit = uniqueUnit(kebab(asset.label) || "asset", taken);
    return { asset, place: `${placeOf(asset, `cell-${Math.floor(i / columns) + 1}`)}/${unit}` };
  });
}

/** Area, line and cell from the folders around an asset, outermost first; deeper folders join into one cell. */
function placeOf({ folders }: ProposedAsset, cell: string): string {
  const [area = "area", line = "line", ...deeper] = folders.map((name) => wordOf(name));
  return [area, line, deeper.length > 0 ? wordOf(deeper.join("-")) : folders.length > 0 ? "cell-1" : cell].join("/");
}

function uniqueUnit(wanted: string, taken: Set<string>): string {
  let unit = wanted.slice(0, 56).replace(/-$/, "");
  for (let n = 2; taken.has(unit); n++) unit = `${wanted.slice(0, 56).replace(/-$/, "")}-${n}`;
  taken.add(unit);
  return unit;
}

/** One entry on one line: flow-style YAML without quotes around keys. */
function line(value: unknown): string {
  return stringify(value, {
    collectionStyle: "flow",
    lineWidth: 0,
    defaultStringType: "PLAIN",
    flowCollectionPadding: true,
  }).trim();
}
