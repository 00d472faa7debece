import type { SourcePlugin } from "../contracts/path/plugin.ts";
import { listed } from "../contracts/plant/config-text.ts";
import type { TagConfig, TagShape } from "../contracts/plant/edge-config.ts";
import { type AssetUid, tagUidOf } from "../contracts/plant/tag.ts";
import { problem, sentence, unfit } from "./config-texts.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { type Parameters, parametersIn, withParameters } from "./parameters.ts";
import type { Part } from "./parts.ts";
import { choose } from "./suggest.ts";
import type { Validator } from "./validator.ts";

interface TypeTag {
  readonly index: number;
  readonly shape: TagShape;
  readonly binding: Record<string, unknown>;
  readonly parameters: ReadonlySet<string>;
}

interface AssetType {
  readonly tags: readonly TypeTag[];
  readonly parameters: ReadonlySet<string>;
}

interface BinderContext {
  readonly document: ConfigDocument;
  readonly validator: Validator;
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * Joins asset types with assets: inserts parameters into bindings and checks them against the schema of the source's
 * kind.
 */
export class Binder {
  readonly #context: BinderContext;
  readonly #types = new Map<string, AssetType>();
  /** Bindings without parameters, checked once per kind of source. */
  readonly #shared = new Map<string, Map<object, unknown>>();

  constructor(context: BinderContext) {
    this.#context = context;
    const types = context.document.root["types"];
    for (const [name, type] of isMap(types) ? Object.entries(types) : [])
      if (isMap(type)) this.#types.set(name, readType(type));
  }

  get typeNames(): string[] {
    return [...this.#types.keys()];
  }

  /** The asset's address with defaults filled in; reports its problems. */
  address(index: number, written: Record<string, unknown>, source: Part<SourcePlugin>): unknown {
    const { document, validator, namespaces } = this.#context;
    const steps = ["assets", index, "address"];
    if (written["address"] === undefined) {
      if (written["source"] !== undefined) written["address"] = {};
      const keys = Object.keys((source.plugin.address as { properties?: object }).properties ?? {});
      const isNeeded = ((source.plugin.address as { required?: unknown[] }).required ?? []).length > 0;
      if (isNeeded) document.problem(steps, problem("asset-no-address", { source: source.name, keys: listed(keys) }));
      if (isNeeded) return undefined;
    }
    const address = written["address"];
    if (validator.check(source.plugin.address, address, { document, steps })) {
      for (const trouble of source.plugin.checkAddress?.(address, namespaces) ?? [])
        document.problem(steps, unfit(sentence("address-unfit", {}), trouble));
    }
    return address;
  }

  /** Tags of one asset, in the order of its type. */
  tags(
    index: number,
    asset: {
      uid: AssetUid;
      label: string;
      type: string;
      parameters: Parameters;
      source: Part<SourcePlugin> | undefined;
    },
  ): TagConfig[] {
    const type = this.#types.get(asset.type);
    if (type === undefined) return [];
    this.#checkParameters(index, asset, type);
    const tags: TagConfig[] = [];
    for (const tag of type.tags) {
      const { component, signal } = tag.shape;
      const binding = asset.source === undefined ? tag.binding : this.#binding(tag, { ...asset, source: asset.source });
      tags.push({ tagUid: tagUidOf(asset.uid, component, signal), shape: tag.shape, binding });
    }
    return tags;
  }

  hasTags(type: string): boolean {
    return (this.#types.get(type)?.tags.length ?? 0) > 0;
  }

  #binding(
    tag: TypeTag,
    asset: { label: string; type: string; parameters: Parameters; source: Part<SourcePlugin> },
  ): unknown {
    if (tag.parameters.size > 0) return this.#checked(withParameters(tag.binding, asset.parameters), tag, asset);
    const { kind } = asset.source;
    let bindings = this.#shared.get(kind);
    if (bindings === undefined) {
      bindings = new Map();
      this.#shared.set(kind, bindings);
    }
    let binding = bindings.get(tag.binding);
    if (binding === undefined) {
      // A copy: defaults of one kind of source must not appear under another.
      binding = this.#checked(structuredClone(tag.binding), tag, asset);
      bindings.set(tag.binding, binding);
    }
    return binding;
  }

  #checked(
    binding: unknown,
    tag: TypeTag,
    asset: { label: string; type: string; source: Part<SourcePlugin> },
  ): unknown {
    const { document, validator, namespaces } = this.#context;
    const { plugin } = asset.source;
    const steps = ["types", asset.type, "tags", tag.index, "binding"];
    if (tag.shape.type === "waveform" && plugin.readsWaveforms !== true) {
      document.problem(
        [...steps.slice(0, -1), "type"],
        problem("source-no-waveforms", { kind: plugin.kind, asset: asset.label }),
      );
    }
    const of = { kind: plugin.kind, asset: asset.label };
    if (validator.check(plugin.binding, binding, { document, steps, of: sentence("binding-of", of).message })) {
      for (const trouble of plugin.checkBinding?.(binding, namespaces, tag.shape.type) ?? [])
        document.problem(steps, unfit(sentence("binding-unfit", of), trouble));
    }
    return binding;
  }

  #checkParameters(index: number, asset: { type: string; parameters: Parameters }, type: AssetType): void {
    const { document } = this.#context;
    for (const name of type.parameters) {
      if (!asset.parameters.has(name))
        document.problem(
          ["assets", index, "parameters"],
          problem("parameter-no-value", { name, type: asset.type }),
          "key",
        );
    }
    for (const name of asset.parameters.keys()) {
      if (!type.parameters.has(name))
        document.problem(
          ["assets", index, "parameters", name],
          problem("parameter-unknown", { name, type: asset.type }, choose(name, [...type.parameters], "parameter")),
          "key",
        );
    }
  }
}

type WrittenShape = TagShape & { readonly as?: "text" };

/** A tag's type is part of its identity (rule I3): a number as text is another tag, without the fields of numbers. */
function shapeOf({ as, ...shape }: WrittenShape): TagShape {
  if (as === undefined) return shape;
  const { unit: _unit, range: _range, limits: _limits, role: _role, ...rest } = shape;
  return { ...rest, type: "text", signal: `${shape.signal}-${as}` };
}

function readType(type: Record<string, unknown>): AssetType {
  const parameters = new Set<string>();
  const tags = mapsIn(type["tags"]).flatMap(([index, tag]): TypeTag[] => {
    const { binding, ...shape } = tag;
    const signal = textAt(tag, "signal");
    if (signal === undefined || !isMap(binding)) return [];
    const own = parametersIn(binding);
    for (const name of own) parameters.add(name);
    const written = { ...(shape as unknown as WrittenShape), component: textAt(tag, "component") ?? "" };
    return [{ index, shape: shapeOf(written), binding, parameters: own }];
  });
  return { tags, parameters };
}
