/** What a broker's messages propose, as a plant. */
import { uuidv7 } from "../../../batch/uuidv7.ts";
import { accessOf, type ProposedAccess } from "../../proposed-access.ts";
import type { ProposedPlant } from "../../proposed-plant.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";
import type { Proposal } from "./proposal.ts";

export function plantOf(
  { sources, types, assets }: Proposal,
  { url, ...own }: { readonly url: string } & Pick<ProposedAccess, "user" | "tls">,
): ProposedPlant {
  const { keys, texts } = accessOf({ ...own, passwordVariable: PASSWORD_VARIABLE, server: "broker" });
  return {
    origin: `Proposed by \`gemba discover ${url}\` from what was published there.`,
    toFillIn: "site, places, names, units that no message contains, limits",
    sources: sources.map(({ name, kind, ...more }) => ({ name, kind, url, ...keys, ...more })),
    types,
    assets: assets.map(({ label, ...asset }) => ({
      ...{ uid: uuidv7(), label, name: { zh: label, en: label }, ...asset },
    })),
    texts,
  };
}
