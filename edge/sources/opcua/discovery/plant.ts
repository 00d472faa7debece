/** What discovery proposes for a server, as a plant. */
import { kebab, wordOf } from "../../config-words.ts";
import type { ProposedPlant } from "../../proposed-plant.ts";
import type { ClientPlan } from "../link/client.ts";
import type { SecurityMode } from "../link/security-mode.ts";
import type { Proposal, ProposedAsset } from "./propose.ts";

interface ConnectionFacts {
  readonly endpoint: string;
  readonly security: { readonly mode: SecurityMode; readonly policy: ClientPlan["policy"] };
  /** Name of the user; the password comes from the environment. */
  readonly user?: string;
  readonly product: string;
}

/** Environment variable of the password, as `gemba discover` and the written config read it. */
export const PASSWORD_VARIABLE = "GEMBA_OPCUA_PASSWORD";
/** Where the password of a source belongs, and the key that names its server. */
export const IDENTITY = { password: ["user", "password"], keys: { endpoint: null } } as const;

export function plantOf(proposal: Proposal, connection: ConnectionFacts): ProposedPlant {
  const source = sourceOf(connection);
  return {
    origin: `Proposed by \`gemba discover ${connection.endpoint}\` for ${connection.product || "an OPC UA server"}.`,
    toFillIn: "site, places, poses, limits",
    namespaces: proposal.namespaces,
    sources: [source],
    types: proposal.types,
    assets: proposal.assets.map((asset) => {
      const { uid, label, type, name, root, models } = asset;
      const folder = folderOf(asset);
      return {
        ...{ uid, label, type, name, source: source.name, address: { root }, about: models.join(", ") },
        ...(folder === undefined ? {} : { folder }),
      };
    }),
  };
}

function sourceOf({ endpoint, security, user, product }: ConnectionFacts) {
  return {
    name: kebab(product).split("-").slice(0, 3).join("-").slice(0, 40) || "server",
    kind: "opcua",
    endpoint,
    security:
      security.mode === "none" ? { mode: "none", insecure: true } : { mode: security.mode, policy: security.policy },
    ...(user === undefined ? {} : { user: { name: user, password: `\${env:${PASSWORD_VARIABLE}}` } }),
  };
}

/** Area, line and cell from the folders around an asset, outermost first; deeper folders join into one cell. */
function folderOf({ folders }: ProposedAsset): string | undefined {
  if (folders.length === 0) return undefined;
  const [area = "area", line = "line", ...deeper] = folders.map((name) => wordOf(name));
  return [area, line, deeper.length > 0 ? wordOf(deeper.join("-")) : "cell-1"].join("/");
}
