import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { EdgeConfig, PartConfig } from "../contracts/plant/edge-config.ts";
import { plugins } from "../plugins.ts";
import { type OpcuaAddress, type OpcuaBinding, type OpcuaConfig, placesOf } from "../sources/opcua/config.ts";
import { runProbe } from "../sources/opcua/discovery/run-survey.ts";
import { pkiFolder, temporaryApplicationUri } from "../sources/opcua/pki/pki.ts";
import { parseBrowsePath } from "../sources/opcua/subscribe/browse-path.ts";
import { type ConfiguredTag, isTrouble, liveTable, verdict } from "./live-table.ts";
import type { Options } from "./options.ts";

const PROBE_WITHIN_MS = 120_000;

/**
 * `gemba check --live`: reads every OPC UA binding once and prints the answers.
 * Resolves with the exit code: 1 when a binding cannot be read.
 */
export async function checkLive(path: string, options: Options, signal: AbortSignal): Promise<number> {
  const config = await loadConfig(path, plugins);
  const sources = config.sources.filter(({ kind }) => kind === "opcua");
  if (sources.length === 0)
    throw new EdgeError("bad-request", "the config has no OPC UA source; --live reads those only");
  let troubles = 0;
  let empty = 0;
  for (const source of sources) {
    const tags = tagsOf(config, source);
    const result = await runProbe(
      requestOf(config, source, options),
      AbortSignal.any([signal, AbortSignal.timeout(PROBE_WITHIN_MS)]),
    );
    if ("probe" in result) {
      process.stdout.write(
        liveTable({ name: source.name, endpoint: (source.config as OpcuaConfig).endpoint }, result.probe, tags),
      );
      empty += result.probe.bindings.filter(({ value, ...rest }) => value === undefined && !isTrouble(rest)).length;
      troubles += result.probe.bindings.filter(isTrouble).length;
    } else {
      process.stdout.write(`\n${source.name}: ${result.reason}\n`);
      troubles += tags.size;
    }
  }
  process.stdout.write(verdict(troubles, empty));
  return troubles === 0 ? 0 : 1;
}

function tagsOf(config: EdgeConfig, { name }: PartConfig): Map<string, ConfiguredTag> {
  return new Map(
    assetsOf(config, name).flatMap(({ tags }) =>
      tags.map(
        ({ tagUid, shape, binding }) =>
          [tagUid, { unit: shape.unit, everyMs: (binding as OpcuaBinding).every }] as const,
      ),
    ),
  );
}

function assetsOf({ assets }: EdgeConfig, source: string) {
  return assets.filter((asset) => asset.source === source);
}

function requestOf(
  config: EdgeConfig,
  { name, config: own }: PartConfig,
  options: Options,
): Parameters<typeof runProbe>[0] {
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
      return tags.map(({ tagUid, shape, binding }) => {
        const { path, every, field, index, map } = binding as OpcuaBinding;
        return {
          tagUid,
          type: shape.type,
          root,
          path: parseBrowsePath(path, config.namespaces),
          everyMs: every,
          ...(field === undefined ? {} : { field }),
          ...(index === undefined ? {} : { index: placesOf(index) }),
          ...(map === undefined ? {} : { codes: map }),
        };
      });
    }),
  };
}
