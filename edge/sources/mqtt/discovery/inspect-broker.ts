/** Listens to a broker for `gemba discover`, and proposes a config. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { InspectionRequest } from "../../../contracts/path/source-capabilities.ts";
import { plantFiles } from "../../proposed-plant.ts";
import { type Discovery, discoverMqtt } from "./discover.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";
import { plantOf } from "./plant.ts";

const SHOWN = 30;

/** The files of the proposed config by name. */
export async function inspectBroker(
  { url, tls, user, listenMs }: InspectionRequest,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (/@/.test(url))
    throw new EdgeError("bad-request", `give user and password by --user and ${PASSWORD_VARIABLE}, not in the URL`);
  if (!url.startsWith("mqtts:") && Object.keys(tls).length > 0)
    throw new EdgeError("bad-request", "--ca, --cert and --key need TLS: write mqtts:// instead of mqtt://");
  show(`Listening to ${url} for ${listenMs / 1000} s …\n`);
  const access = user === undefined ? {} : { user: user.name, password: user.password };
  const discovery = await discoverMqtt(url, { listenMs, signal, ...tls, ...access });
  show(foundText(discovery));
  return plantFiles(plantOf(discovery.proposal, { url, tls, user: user?.name }));
}

function foundText({ proposal: { sources, types, assets, leftOut }, messages, malformed }: Discovery): string {
  const counts = new Map(types.map(({ name, tags }) => [name, tags.length]));
  const tags = assets.reduce((sum, { type }) => sum + (counts.get(type) ?? 0), 0);
  return [
    `${messages} messages, ${malformed} malformed.`,
    `${assets.length} assets with ${tags} tags of ${types.length} types, from ${sources.length} sources:`,
    ...assets
      .slice(0, SHOWN)
      .map(
        ({ label, type, source, address }) =>
          `  ${label.padEnd(24)} ${source.padEnd(10)} ${type.padEnd(24)} ${Object.values(address).join("/")}`,
      ),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...leftOut.map((what) => `  left out: ${what}`),
    ...(assets.length === 0
      ? [
          "  Nothing was heard that can be proposed. Listen longer with --listen SECONDS, and check that the " +
            "user may read the topics.",
        ]
      : []),
    "",
  ].join("\n");
}
