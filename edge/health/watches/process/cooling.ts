/**
 * Chillers: their cooling power for the output of their compressor, and their condensing temperature. A fouled
 * condenser makes both worse; warm cooling water or a hot day raises only the temperature.
 */
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { WatchedAsset } from "../../watch.ts";
import { ProcessWatch, text } from "./process-watch.ts";

const WINDOW_S = 300;
const LEARN = 12;
/** Below this output, %, the compressor starts and stops. */
const LEAST_OUTPUT = 15;
const [OUTPUT, POWER, CONDENSING] = [0, 1, 2];

const KIND = {
  kind: "cooling-loss",
  name: text("冷凝器结垢", "a fouled condenser"),
  advice: text(
    "清洗冷凝器，检查冷却水、风扇和冷媒充注量。",
    "Clean the condenser, and check its cooling water, fans and charge of refrigerant.",
  ),
};

interface Circuit {
  readonly output: Tag;
  readonly power: Tag;
  readonly condensing: Tag;
}

/** A watch for the condenser of a chiller that reports its output, cooling power and temperatures. */
export function coolingCircuits(asset: WatchedAsset): readonly ProcessWatch[] {
  const [output, power, condensing] = ["compressor/output", "cooling/power", "condenser/temperature"].map(asset.tag);
  if (output === undefined || power === undefined || condensing === undefined) return [];
  return [coolingCircuit(asset, { output, power, condensing })];
}

function coolingCircuit(asset: WatchedAsset, { output, power, condensing }: Circuit): ProcessWatch {
  return new ProcessWatch({
    id: "condenser/capacity",
    component: "condenser",
    tags: [output, power, condensing],
    windowS: WINDOW_S,
    isUsable: (held) => (held[OUTPUT] as number) >= LEAST_OUTPUT,
    context: asset.context,
    statistics: [
      {
        name: "capacity",
        title: text("单位输出的制冷量（对数）", "Cooling per output (logarithm)"),
        meaning: text(
          "压缩机每一份输出带走的热量，冷凝器结垢时下降，与气温无关。",
          "Heat removed per unit of the compressor's output. It falls with a fouled condenser.",
        ),
        unit: "1",
        tag: power,
        value: ({ mean }) => Math.log((mean[POWER] as number) / (mean[OUTPUT] as number)),
        learn: LEARN,
        leastSpread: 0.015,
        slack: 2,
      },
      {
        name: "condensing",
        title: text("冷凝温度相对平时的升高", "Condensing temperature above usual"),
        meaning: text(
          "与相同制冷量下的平时值相比的冷凝温度。",
          "Condensing temperature compared with what is usual at this cooling power.",
        ),
        unit: "K",
        tag: condensing,
        value: ({ mean }) => mean[CONDENSING] as number,
        // Not the output, which the controller raises with the fault, so that the fault would be learnt as a load.
        load: {
          size: 1,
          fill: ({ mean }, out) => {
            out[1] = (mean[POWER] as number) / 100;
          },
        },
        learn: LEARN,
        leastSpread: 0.7,
        slack: 1,
      },
    ],
    signatures: [{ ...KIND, signs: { capacity: -1, condensing: 1 } }],
    damage: ([capacity]) =>
      capacity === undefined ? Number.NaN : Math.max(0, 2 * (1 - Math.exp(capacity.newest - capacity.centre))),
  });
}
