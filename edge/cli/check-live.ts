import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { ConfiguredSource } from "../contracts/path/configured-source.ts";
import type { SourceProbe } from "../contracts/path/source-capabilities.ts";
import { plugins } from "../plugins.ts";
import { configuredSources } from "./configured-sources.ts";
import { isTrouble, liveTable, verdict } from "./live-table.ts";
import type { Options } from "./options.ts";

/**
 * `gemba check --live`: reads every binding once where the kind of source supports it, and prints the values. Resolves
 * with the exit code: 1 when a binding cannot be read.
 */
export async function checkLive(path: string, options: Options, signal: AbortSignal): Promise<number> {
  const config = await loadConfig(path, plugins);
  let sources = 0;
  let troubles = 0;
  let empty = 0;
  for (const plugin of plugins.sources) {
    if (plugin.probe === undefined) continue;
    for (const source of configuredSources(config, plugin.kind)) {
      sources++;
      const result = await plugin.probe(source, options, signal);
      const counts = "probe" in result ? shown(source, result) : refused(source, result.reason);
      troubles += counts.troubles;
      empty += counts.empty;
    }
  }
  if (sources === 0)
    throw new EdgeError("bad-request", "the config has no source of a kind that --live reads: opcua, mtconnect, s7");
  process.stdout.write(verdict(troubles, empty));
  return troubles === 0 ? 0 : 1;
}

function shown({ name, assets }: ConfiguredSource, { endpoint, everyMs, probe }: SourceProbe) {
  const tags = assets.flatMap((asset) =>
    asset.tags.map(({ tagUid, component, signal, unit }) => {
      const name = [asset.label, component, signal].filter((part) => part !== "").join(" ");
      return [tagUid, { name, unit, everyMs: everyMs.get(tagUid) ?? 0 }] as const;
    }),
  );
  process.stdout.write(liveTable({ name, endpoint }, probe, new Map(tags)));
  const troubles = probe.bindings.filter(isTrouble).length;
  const empty = probe.bindings.filter(({ value, ...rest }) => value === undefined && !isTrouble(rest)).length;
  return { troubles, empty };
}

function refused({ name, assets }: ConfiguredSource, reason: string) {
  process.stdout.write(`\n${name}: ${reason}\n`);
  return { troubles: assets.reduce((sum, { tags }) => sum + tags.length, 0), empty: 0 };
}
