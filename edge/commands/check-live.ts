import { loadConfig } from "../config/load.ts";
import type { EdgeConfig, PartConfig } from "../contracts/edge-config.ts";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import { parseBrowsePath } from "../sources/opcua/browse-path.ts";
import { type OpcuaAddress, type OpcuaBinding, type OpcuaConfig, placesOf } from "../sources/opcua/config.ts";
import type { Probe, ProbedBinding } from "../sources/opcua/discovery/probe.ts";
import { runProbe } from "../sources/opcua/discovery/run-survey.ts";
import { pkiFolder, temporaryApplicationUri } from "../sources/opcua/pki.ts";
import type { Options } from "./options.ts";

const PROBE_WITHIN_MS = 120_000;

/** `gemba check --live`: reads every OPC UA binding once and prints what came. Resolves with the exit code: 1 when one cannot be read. */
export async function checkLive(path: string, options: Options, signal: AbortSignal): Promise<number> {
  const config = await loadConfig(path, plugins);
  const sources = config.sources.filter(({ kind }) => kind === "opcua");
  if (sources.length === 0) throw new EdgeError("bad-request", "the config has no OPC UA source; --live reads those only");
  let troubles = 0;
  for (const source of sources) {
    const tags = tagsOf(config, source);
    const result = await runProbe(requestOf(config, source, options), AbortSignal.any([signal, AbortSignal.timeout(PROBE_WITHIN_MS)]));
    if ("probe" in result) {
      process.stdout.write(tableOf(source, result.probe, tags));
      troubles += result.probe.bindings.filter(isTrouble).length;
    } else {
      process.stdout.write(`\n${source.name}: ${result.reason}\n`);
      troubles += tags.size;
    }
  }
  process.stdout.write(troubles === 0 ? "\nEvery binding can be read.\n" : `\n${troubles} bindings cannot be read, or read Bad.\n`);
  return troubles === 0 ? 0 : 1;
}

interface ConfiguredTag {
  readonly unit: string | undefined;
  readonly everyMs: number;
}

function tagsOf(config: EdgeConfig, { name }: PartConfig): Map<string, ConfiguredTag> {
  return new Map(assetsOf(config, name).flatMap(({ tags }) => tags.map(({ tagUid, shape, binding }) => [tagUid, { unit: shape.unit, everyMs: (binding as OpcuaBinding).every }] as const)));
}

function assetsOf({ assets }: EdgeConfig, source: string) {
  return assets.filter((asset) => asset.source === source);
}

function requestOf(config: EdgeConfig, { name, config: own }: PartConfig, options: Options): Parameters<typeof runProbe>[0] {
  const { endpoint, security, user, keepAliveMs, connectTimeoutMs } = own as OpcuaConfig;
  return {
    name,
    endpoint,
    mode: security.mode,
    policy: security.policy,
    ...(user === "anonymous" ? {} : { user }),
    ...(security.dangerouslyTrustAnyServer ? { trustsAnyServer: true } : {}),
    keepAliveMs,
    connectTimeoutMs,
    pkiDir: pkiFolder(options.dataDir),
    applicationUri: temporaryApplicationUri(),
    bindings: assetsOf(config, name).flatMap(({ address, tags }) => {
      const root = parseBrowsePath((address as OpcuaAddress).root, config.namespaces);
      return tags.map(({ tagUid, binding }) => {
        const { path, every, field, index } = binding as OpcuaBinding;
        return { tagUid, root, path: parseBrowsePath(path, config.namespaces), everyMs: every, ...(field === undefined ? {} : { field }), ...(index === undefined ? {} : { index: placesOf(index) }) };
      });
    }),
  };
}

function isTrouble({ reason, status }: ProbedBinding): boolean {
  return reason !== undefined || status?.startsWith("Bad") === true;
}

const COLUMNS = ["tag", "value", "status", "type", "unit", "sampling ms", "age s"] as const;

function tableOf(source: PartConfig, { clock, bindings }: Probe, tags: ReadonlyMap<string, ConfiguredTag>): string {
  const rows = bindings.map((binding) => rowOf(binding, tags.get(binding.tagUid)));
  const widths = COLUMNS.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string => `  ${cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  ")}`.trimEnd();
  const offset = clock === undefined ? "unknown" : `${(clock.offsetUs / 1000).toFixed(1)} ms ± ${(clock.uncertaintyUs / 1000).toFixed(1)} ms`;
  return `\n${source.name}  ${(source.config as OpcuaConfig).endpoint}  clock offset ${offset}\n${[COLUMNS, ...rows].map(line).join("\n")}\n`;
}

/** Where server and config differ, both stand there: asked → granted, config ≠ server. */
function rowOf(binding: ProbedBinding, tag: ConfiguredTag | undefined): string[] {
  const { tagUid, reason, value = "", status = "", dataType = "", unit, revisedSamplingMs, ageMs } = binding;
  if (reason !== undefined) return [tagUid, "", reason];
  const own = tag?.unit ?? "";
  const every = tag?.everyMs ?? 0;
  return [
    tagUid,
    value,
    status,
    dataType,
    unit === undefined || unit === own ? own : `${own} ≠ ${unit}`,
    revisedSamplingMs === undefined ? `${every} → refused` : revisedSamplingMs === every ? String(every) : `${every} → ${revisedSamplingMs}`,
    ageMs === undefined ? "no time" : (ageMs / 1000).toFixed(1),
  ];
}
