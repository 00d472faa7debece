/** Reads the tags of an agent once, for `gemba check --live` and before a config is saved. */
import type { ConfiguredSource } from "../../../contracts/path/configured-source.ts";
import type { SourceProbe } from "../../../contracts/path/source-capabilities.ts";
import { readOnce } from "../../read-once.ts";
import type { MtconnectConfig } from "../config.ts";
import { Progress } from "../progress.ts";
import { connectMtconnect } from "../session.ts";
import { addressIn } from "./address-in.ts";

/** `networks`: the addresses that may be connected to; absent: all. Throws as `addressIn` does. */
export async function probeAgent(
  source: ConfiguredSource,
  networks: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<SourceProbe | { readonly reason: string }> {
  const { url } = source.config as MtconnectConfig;
  const checked = networks === undefined ? {} : { address: await addressIn(url, networks) };
  return await readOnce<MtconnectConfig>(
    {
      endpointOf: () => url,
      everyMs: ({ intervalMs }) => intervalMs,
      create: (config, context) => ({
        connect: async (connecting) =>
          await connectMtconnect({ ...config, ...checked }, context, {
            memory: { progress: new Progress(context.dataDir), conditions: undefined },
            signal: connecting,
          }),
      }),
    },
    source,
    signal,
  );
}
