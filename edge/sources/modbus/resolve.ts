import type { SourceContext } from "../../contracts/path/plugin.ts";
import { type ModbusClient, ModbusException, NoAnswer } from "./client.ts";
import { type ModbusAddress, type ModbusBinding, type ModbusConfig, orderOf } from "./config.ts";
import { wordsOf } from "./decode.ts";
import type { Item } from "./plan.ts";
import { type SunSpecModel, walkModels } from "./sunspec.ts";

type Context = SourceContext<ModbusAddress, ModbusBinding>;

/** Registers of tags, and the units whose SunSpec map could not be read yet. */
interface Resolved {
  readonly items: readonly Item[];
  readonly silent: ReadonlySet<number>;
}

/**
 * Turns bindings into registers; walks the SunSpec map of each unit that needs it. Points that a device does not have
 * are named in one warning. `only` limits it to the SunSpec points of these units. Throws when the connection ends.
 */
export async function itemsOf(
  context: Context,
  client: ModbusClient,
  { config, only }: { readonly config: Pick<ModbusConfig, "byteOrder">; readonly only?: ReadonlySet<number> },
): Promise<Resolved> {
  const models = new Map<number, readonly SunSpecModel[]>();
  const items: Item[] = [];
  const missing: string[] = [];
  const silent = new Set<number>();
  for (const { tag, address, binding } of context.bound) {
    const { sunspec, scale = 1 } = binding;
    const { unit } = address;
    if (only !== undefined && (sunspec === undefined || !only.has(unit))) continue;
    const common = { tag, unit, words: wordsOf(binding), order: orderOf(binding, address, config), binding };
    if (sunspec === undefined) {
      items.push({ ...common, register: binding.register ?? 0, factor: scale });
      continue;
    }
    if (silent.has(unit)) continue;
    try {
      if (!models.has(unit)) models.set(unit, await walkModels(client, unit));
      const model = models.get(unit)?.filter(({ id }) => id === sunspec.model)[sunspec.instance - 1];
      const place =
        model === undefined ? undefined : await placeOf(client, unit, { model, sunspec, words: common.words });
      if (place === undefined) missing.push(`unit ${unit} model ${sunspec.model} offset ${sunspec.offset}`);
      else items.push({ ...common, register: place.register, factor: scale * place.factor });
    } catch (error) {
      if (!(error instanceof NoAnswer) || !client.isOpen) throw error;
      silent.add(unit);
    }
  }
  if (missing.length > 0)
    context.log.warn(
      { missing: missing.slice(0, 10), count: missing.length },
      "tags are bound to SunSpec points that the device does not have",
    );
  return { items, silent };
}

interface Point {
  readonly model: SunSpecModel;
  readonly sunspec: NonNullable<ModbusBinding["sunspec"]>;
  readonly words: number;
}

/**
 * Register of a point and the factor of its scale factor; undefined where the device refuses it or it lies outside of
 * its model.
 */
async function placeOf(
  client: ModbusClient,
  unit: number,
  { model, sunspec, words }: Point,
): Promise<{ register: number; factor: number } | undefined> {
  if (sunspec.offset + words > model.length + 2) return undefined;
  try {
    const exponent =
      sunspec.scaleFactor === undefined ? 0 : await scaleFactorAt(client, unit, model.register + sunspec.scaleFactor);
    return { register: model.register + sunspec.offset, factor: 10 ** exponent };
  } catch (error) {
    if (error instanceof ModbusException) return undefined;
    throw error;
  }
}

/** sunssf: -10 to 10, constant while the device runs; anything else counts as "not implemented", which is 10^0. */
async function scaleFactorAt(client: ModbusClient, unit: number, register: number): Promise<number> {
  const bytes = await client.read({ unit, table: "holding", from: register, count: 1 });
  const exponent = bytes.readInt16BE(0);
  return Math.abs(exponent) <= 10 ? exponent : 0;
}
