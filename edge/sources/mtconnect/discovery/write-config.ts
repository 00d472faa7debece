/** A proposal as the files of a plant's config. */
import { stringify } from "yaml";
import { ALARMS_FILE, ALARMS_TEXT } from "../../../contracts/alerts/proposed-alarms.ts";
import { kebab, untaken } from "./names.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";
import type { Proposal, ProposedType } from "./propose.ts";

/** Metres between assets on the floor until a user places them. */
const PITCH_M = 6;
const SITE_ROOT = "enterprise/site/area/line";
const SOURCE = "mtconnect";

type TlsTexts = Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;

/** Places of TLS material in the written config: secrets lie in a folder of their own. */
const TLS_FILES: Readonly<Record<keyof TlsTexts, string>> = {
  ca: "certs/agent-ca.pem",
  cert: "certs/edge.pem",
  key: "secrets/edge.key",
};

/** Texts by path in the plant's folder. They pass `gemba check`. */
export function configFiles(
  proposal: Proposal,
  { url, user, tls }: { readonly url: string; readonly user?: string; readonly tls: TlsTexts },
): Map<string, string> {
  const columns = Math.max(4, Math.ceil(Math.sqrt(proposal.assets.length)));
  const rows = Math.max(4, Math.ceil(proposal.assets.length / columns));
  const files = new Map<string, string>();
  files.set(
    "gemba.yaml",
    [
      `# Proposed by \`gemba discover ${url}\`: ${proposal.agent.replaceAll(/[^ -~]/g, "")}.`,
      "# To be filled in by people: site, places, names, limits.",
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
  const secured = Object.entries(tls) as [keyof TlsTexts, string][];
  for (const [name, text] of secured) files.set(TLS_FILES[name], text);
  const source = {
    ...{ name: SOURCE, kind: "mtconnect", url },
    ...(user === undefined ? {} : { user, password: `\${env:${PASSWORD_VARIABLE}}` }),
    ...Object.fromEntries(secured.map(([name]) => [name, `\${file:${TLS_FILES[name]}}`])),
  };
  files.set("sources.yaml", `sources:${list([source])}`);
  for (const type of proposal.types) files.set(`types/${type.name}.yaml`, typeText(type));
  files.set("assets.yaml", assetsText(proposal, columns));
  files.set(ALARMS_FILE, ALARMS_TEXT);
  return files;
}

function typeText({ name, kind, tags, components }: ProposedType): string {
  const parts = components.length === 0 ? [] : ["    components:", ...components.map((one) => `      - ${line(one)}`)];
  return [
    "types:",
    `  ${name}:`,
    `    kind: ${kind}`,
    ...parts,
    tags.length === 0 ? "    tags: []" : "    tags:",
    ...tags.map((tag) => `      - ${line(tag)}`),
    "",
  ].join("\n");
}

function assetsText({ assets }: Proposal, columns: number): string {
  const taken = new Set<string>();
  const entries = assets.map(({ uid, label, type, device }, n) => ({
    uid,
    label,
    type,
    name: { zh: label, en: label },
    path: `${SITE_ROOT}/cell-${Math.floor(n / columns) + 1}/${untaken(kebab(label) || "asset", taken)}`,
    pose: { x: ((n % columns) + 1) * PITCH_M, y: (Math.floor(n / columns) + 1) * PITCH_M },
    source: SOURCE,
    address: { device },
  }));
  return `assets:${list(entries)}`;
}

function list(entries: readonly object[]): string {
  return entries.length === 0 ? " []\n" : `\n${entries.map((entry) => `  - ${line(entry)}`).join("\n")}\n`;
}

/** One entry on one line. */
function line(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trim();
}
