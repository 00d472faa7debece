/** Looks at an agent for `gemba discover`, and proposes a config. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { InspectionRequest } from "../../../contracts/path/source-capabilities.ts";
import { plantFiles } from "../../proposed-plant.ts";
import { lookAt } from "./look-at.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";
import { plantOf } from "./plant.ts";
import type { Proposal } from "./propose.ts";

const SHOWN = 30;

/** The files of the proposed config by path. Throws EdgeError `connect-failed` or `bad-request`. */
export async function inspectAgent(
  { url, tls, user }: InspectionRequest,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const secured = url.startsWith("https:");
  if (/@/.test(url))
    throw new EdgeError("bad-request", `give user and password by --user and ${PASSWORD_VARIABLE}, not in the URL`);
  if (!secured && Object.keys(tls).length > 0)
    throw new EdgeError("bad-request", "--ca, --cert and --key need TLS: write https:// instead of http://");
  if (!secured && user !== undefined)
    throw new EdgeError("bad-request", "a password needs TLS: write https:// instead of http://");
  const login = user === undefined ? {} : { user: user.name, password: user.password };
  const found = await lookAt({ url, ...tls, ...login }, signal);
  show(textOf(found));
  return plantFiles(plantOf(found, { url, tls, user: user?.name }));
}

function textOf({ agent, types, assets, leftOut, conditions }: Proposal): string {
  const counts = new Map(types.map(({ name, tags }) => [name, tags.length]));
  const tags = assets.reduce((sum, { type }) => sum + (counts.get(type) ?? 0), 0);
  return [
    `${agent}`,
    `${assets.length} assets with ${tags} tags of ${types.length} types; ${conditions} conditions for the alert book:`,
    ...assets
      .slice(0, SHOWN)
      .map(
        ({ label, type, about }) =>
          `  ${label.padEnd(24)} ${type.padEnd(24)} ${String(counts.get(type) ?? 0).padStart(5)} tags  ${about}`,
      ),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...leftOut.map((what) => `  left out: ${what}`),
    "",
  ].join("\n");
}
