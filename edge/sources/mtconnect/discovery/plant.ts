/** What an agent has, as a plant. */
import { accessOf, type ProposedAccess } from "../../proposed-access.ts";
import type { ProposedPlant } from "../../proposed-plant.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";
import type { Proposal } from "./propose.ts";

const SOURCE = "mtconnect";
/** Where the password of a source belongs, and the key that names its agent. */
export const IDENTITY = { password: ["password"], keys: { url: null } } as const;

export function plantOf(
  { agent, types, assets }: Proposal,
  { url, ...own }: { readonly url: string } & Pick<ProposedAccess, "user" | "tls">,
): ProposedPlant {
  const { keys, texts } = accessOf({ ...own, passwordVariable: PASSWORD_VARIABLE, server: "agent" });
  return {
    origin: `Proposed by \`gemba discover ${url}\`: ${agent.replaceAll(/[^ -~]/g, "")}.`,
    toFillIn: "site, places, names, limits",
    sources: [{ name: SOURCE, kind: "mtconnect", url, ...keys }],
    types,
    assets: assets.map(({ uid, label, type, device, about }) => ({
      ...{ uid, label, type, name: { zh: label, en: label }, source: SOURCE, address: { device }, about },
    })),
    texts,
  };
}
