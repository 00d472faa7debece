/** Reads the tags of a controller once, for `gemba check --live` and before a config is saved. */
import type { ConfiguredSource } from "../../contracts/path/configured-source.ts";
import type { SourceProbe } from "../../contracts/path/source-capabilities.ts";
import { periodMs } from "../polling.ts";
import { reachableAddress } from "../reachable.ts";
import { readOnce } from "../read-once.ts";
import type { S7Binding, S7Config } from "./config.ts";
import { connectS7 } from "./session.ts";

/** `networks`: the addresses that may be connected to; absent: all. Throws as `reachableAddress` does. */
export async function probeController(
  source: ConfiguredSource,
  networks: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<SourceProbe | { readonly reason: string }> {
  const { host, port } = source.config as S7Config;
  const address = networks === undefined ? host : await reachableAddress(host, Number(port), { networks });
  return await readOnce<S7Config>(
    {
      endpointOf: () => `${host}:${port}`,
      everyMs: (config, binding: S7Binding) => periodMs(binding, config),
      create: (config, context) => ({
        connect: async (connecting) => await connectS7({ ...config, host: address }, context, connecting),
      }),
    },
    source,
    signal,
  );
}
