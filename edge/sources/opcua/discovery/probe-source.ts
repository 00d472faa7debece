/** Reads every binding of a configured source once, for `gemba check --live`. */
import type { ConfiguredAsset, ConfiguredSource } from "../../../contracts/path/configured-source.ts";
import type { SourceProbe } from "../../../contracts/path/source-capabilities.ts";
import { type OpcuaAddress, type OpcuaBinding, type OpcuaConfig, placesOf } from "../config.ts";
import { pkiFolder, temporaryApplicationUri } from "../pki/pki.ts";
import { parseBrowsePath } from "../subscribe/browse-path.ts";
import { pinned } from "./pinned.ts";
import { runProbe } from "./run-survey.ts";

const PROBE_WITHIN_MS = 120_000;

type Asset = ConfiguredAsset<OpcuaAddress, OpcuaBinding>;

/** Resolves with a reason when the server cannot be reached. */
export async function probeSource(
  source: ConfiguredSource,
  { dataDir, networks }: { readonly dataDir: string; readonly networks?: readonly string[] },
  signal: AbortSignal,
): Promise<SourceProbe | { readonly reason: string }> {
  const { endpoint } = source.config as OpcuaConfig;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_WITHIN_MS)]);
  const request = requestOf(source, dataDir);
  const reached = networks === undefined ? endpoint : await pinned(endpoint, { networks });
  const result = await runProbe({ ...request, endpoint: reached }, limit);
  if (!("probe" in result)) return { reason: result.reason };
  const everyMs = new Map(
    (source.assets as readonly Asset[]).flatMap(({ tags }) =>
      tags.map(({ tagUid, binding }) => [tagUid, binding.every] as const),
    ),
  );
  return { endpoint, everyMs, probe: result.probe };
}

function requestOf(
  { name, config, assets, namespaces }: ConfiguredSource,
  dataDir: string,
): Parameters<typeof runProbe>[0] {
  const { endpoint, security, user, keepAliveMs, connectTimeoutMs } = config as OpcuaConfig;
  return {
    ...{ name, endpoint, mode: security.mode, policy: security.policy, keepAliveMs, connectTimeoutMs },
    ...(user === "anonymous" ? {} : { user }),
    ...(security.dangerouslyTrustAnyServer ? { trustsAnyServer: true as const } : {}),
    ...{ pkiDir: pkiFolder(dataDir), applicationUri: temporaryApplicationUri() },
    bindings: (assets as readonly Asset[]).flatMap(({ address, tags }) => {
      const root = parseBrowsePath(address.root, namespaces);
      return tags.map(({ tagUid, type, binding: { path, every, field, index, map } }) => ({
        ...{ tagUid, type, root, path: parseBrowsePath(path, namespaces), everyMs: every },
        ...(field === undefined ? {} : { field }),
        ...(index === undefined ? {} : { index: placesOf(index) }),
        ...(map === undefined ? {} : { codes: map }),
      }));
    }),
  };
}
