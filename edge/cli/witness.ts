/** `gemba witness`: the third of the three that say which box writes. */
import { join } from "node:path";
import { readConfigFile } from "../config/read-file.ts";
import { substitute } from "../config/substitute.ts";
import { EdgeError } from "../contracts/errors.ts";
import { lockDataFolder } from "../model/data-folder.ts";
import { isAddress, type WitnessConfig, witnessConfig, witnessProblems } from "../standby/config.ts";
import { placeOf } from "../standby/link/place.ts";
import { startWitness } from "../standby/witness.ts";
import { aborted, type Command } from "./command.ts";

const FILE = "witness.yaml";

export const witnessCommand: Command = {
  help: `gemba witness: says which of two boxes writes, and keeps nothing else (docs/standby.md)

  --config DIR     folder with witness.yaml
  --bind ADDRESS   instead of it, without a key, on loopback: host:port
  --data-dir DIR   where its vote is kept (default ./data)
`,
  async run({ config: folder, bind, dataDir }, signal) {
    const config = bind === undefined ? readWitness(folder) : atAddress(bind);
    using _lock = lockDataFolder(dataDir, {
      inUse: (path, pid) => `${path} is in use by process ${pid}; stop it, or choose another --data-dir`,
      atOnce: (path) => `several witnesses start on ${path} at once; start one`,
    });
    const { listen, key, leaseMs } = config;
    const served = await startWitness({ dataDir, place: placeOf(listen), key, leaseMs });
    process.stdout.write(`The witness listens on ${listen}\n`);
    await aborted(signal);
    await served.close();
    return 0;
  },
};

function atAddress(bind: string): WitnessConfig {
  if (isAddress(bind)) return checked({ listen: bind, leaseMs: 2_000 });
  throw new EdgeError("bad-request", `--bind ${bind} is no address; write host:port, such as 127.0.0.1:7701`);
}

function readWitness(folder: string): WitnessConfig {
  const { key, ...config } = readConfigFile(join(folder, FILE), witnessConfig, () => []);
  if (key === undefined) return checked(config);
  const result = substitute(key, { env: process.env, folder, saw: () => undefined });
  if (result.ok) return checked({ ...config, key: result.value });
  const { message, remedy } = result.text;
  throw new EdgeError("bad-config", `${FILE}: key: ${message.en}; ${remedy.en}`);
}

function checked(config: WitnessConfig): WitnessConfig {
  for (const { message, remedy } of witnessProblems(config))
    throw new EdgeError("bad-config", `${FILE}: ${message.en}; ${remedy.en}`);
  return config;
}
