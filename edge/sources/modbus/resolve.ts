import type { SourceContext } from "../../contracts/plugin.ts";
import { type ModbusClient, ModbusException } from "./client.ts";
import type { ModbusAddress, ModbusBinding } from "./config.ts";
import { wordsOf } from "./decode.ts";
import type { Item } from "./plan.ts";
import { type SunSpecModel, walkModels } from "./sunspec.ts";

type Context = SourceContext<ModbusAddress, ModbusBinding>;

/** Turns bindings into registers; walks the SunSpec map of each unit that needs it. Points that a device does not have are named in one warning. */
export async function itemsOf(context: Context, client: ModbusClient): Promise<readonly Item[]> {
  const models = new Map<number, readonly SunSpecModel[]>();
  const items: Item[] = [];
  const missing: string[] = [];
  for (const { tag, address, binding } of context.bound) {
    const { sunspec, scale = 1 } = binding;
    const common = { tag, unit: address.unit, words: wordsOf(binding), binding };
    if (sunspec === undefined) {
      items.push({ ...common, register: binding.register ?? 0, factor: scale });
      continue;
    }
    if (!models.has(address.unit)) models.set(address.unit, await walkModels(client, address.unit, (error) => error instanceof ModbusException));
    const model = models.get(address.unit)?.filter(({ id }) => id === sunspec.model)[sunspec.instance - 1];
    if (model === undefined || sunspec.offset + common.words > model.length + 2) {
      missing.push(`unit ${address.unit} model ${sunspec.model} offset ${sunspec.offset}`);
      continue;
    }
    const exponent = sunspec.scaleFactor === undefined ? 0 : await scaleFactorAt(client, address.unit, model.register + sunspec.scaleFactor);
    items.push({ ...common, register: model.register + sunspec.offset, factor: scale * 10 ** exponent });
  }
  if (missing.length > 0) context.log.warn({ missing: missing.slice(0, 10), count: missing.length }, "tags are bound to SunSpec points that the device does not have");
  return items;
}

/** sunssf: -10 to 10, constant while the device runs; anything else counts as "not implemented", which is 10^0. */
async function scaleFactorAt(client: ModbusClient, unit: number, register: number): Promise<number> {
  const bytes = await client.read({ unit, table: "holding", from: register, count: 1 });
  const exponent = bytes.readInt16BE(0);
  return Math.abs(exponent) <= 10 ? exponent : 0;
}
