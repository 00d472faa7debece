import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import type { ConfigProblem } from "../../../edge/contracts/plant/config-text.ts";
import type { PlantConfig } from "../../../edge/plugins.ts";
import { plugins } from "../../../edge/plugins.ts";
import { plantFolder } from "../config/plant-folder.ts";

const PLANT = `gemba: 1
site:
  { enterprise: acme, id: plant1, name: { zh: 一厂, en: Plant 1 }, timeZone: Asia/Shanghai, currency: CNY, shifts: [] }
floor: { width: 20, depth: 10 }
namespaces: { plc: http://www.siemens.com/simatic-s7-opcua }
sources: [{ name: plc, kind: opcua, endpoint: "opc.tcp://127.0.0.1:1", security: { mode: none, insecure: true } }]
types:
  press:
    kind: press
    tags:
      - signal: force
        name: { zh: 压力, en: Force }
        type: number
        unit: kN
        binding: { path: "plc:Force", every: 500 }
      - signal: state
        role: item-state
        name: { zh: 状态, en: State }
        type: enum
        labels: [{ value: 3, zh: 运行, en: Running }]
        binding: { path: "plc:State", every: 500 }
assets:
  - uid: urn:acme:press:1
    label: PRS-1
    type: press
    name: { zh: 压力机 1, en: Press 1 }
    path: acme/plant1/forming/line-1/cell-1/prs-1
    pose: { x: 10, y: 5 }
    source: plc
    address: { root: "/Objects/plc:PLC_1" }
`;

/** A plant of one press with these further lines: its config, or what is wrong with it. */
export async function loadPlant(
  more: string,
): Promise<{ readonly config?: PlantConfig; readonly problems: readonly ConfigProblem[] }> {
  using folder = plantFolder({ "gemba.yaml": PLANT + more });
  try {
    return { problems: [], config: await loadConfig(folder.path, plugins) };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems };
    throw error;
  }
}
