import { useEffect, useState } from "preact/hooks";
import type { ModelAxis } from "../../../../edge/contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../../../edge/contracts/plant/tag.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";
import { modelNodes } from "../../scene/models/model-library.ts";
import { type Draft, type DraftAsset, withAxes } from "./draft.ts";
import { change } from "./editor.ts";
import { NumberField } from "./fields.tsx";

const MOTIONS = ["turn", "slide"] as const;
const AXES = ["x", "y", "z"] as const;

/** What moves the imported model of an asset: a joint or node, and the tag that it follows. */
export function AxesCard({ draft, asset }: { draft: Draft; asset: DraftAsset & { readonly model: string } }) {
  const { model, axes = [], key } = asset;
  const nodes = useNodes(model);
  const tags = (usePlant()?.tagsOf(key as AssetUid) ?? []).filter(
    ({ type }) => type === "number" || type === "boolean",
  );
  const set = (next: readonly ModelAxis[]) => change(withAxes(draft, key, next));
  // Positions move things; they are the best guess among dozens of tags.
  const firstTag = tags.find(({ signal }) => signal === "position") ?? tags[0];
  const free = typeof nodes === "string" ? undefined : nodes?.find((one) => !axes.some(({ node }) => node === one));
  return (
    <section class="card" aria-label={t("layout.axes")}>
      <div class="card-head">
        <h2>{t("layout.axes")}</h2>
        <span class="card-note">{model}</span>
      </div>
      {typeof nodes === "string" ? <p class="failure">{nodes}</p> : null}
      {axes.length === 0 ? <p class="empty">{t("layout.axes-none")}</p> : null}
      {axes.map((axis, i) => (
        <AxisFields
          key={`${i} ${axis.node}`}
          axis={axis}
          choices={{ nodes: typeof nodes === "string" ? [] : (nodes ?? []), tags, isTree: /\.glb$/i.test(model) }}
          onChange={(next) => set(axes.map((one, at) => (at === i ? next : one)))}
          onRemove={() => set(axes.filter((_, at) => at !== i))}
        />
      ))}
      <div class="layout-choices">
        <button
          type="button"
          class="button small"
          disabled={free === undefined || firstTag === undefined}
          onClick={() => {
            if (free !== undefined && firstTag !== undefined) set([...axes, { node: free, tag: pathOf(firstTag) }]);
          }}
        >
          {t("layout.axis-add")}
        </button>
      </div>
    </section>
  );
}

/** Names of the model's parts; a text why they could not be read; null while they are. */
function useNodes(model: string): readonly string[] | string | null {
  const [nodes, setNodes] = useState<readonly string[] | string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setNodes(null);
    modelNodes(model).then(
      (names) => isCurrent && setNodes(names),
      (error: unknown) => isCurrent && setNodes(wordsOf(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [model]);
  return nodes;
}

function pathOf({ component, signal }: Tag): string {
  return component === "" ? signal : `${component}/${signal}`;
}

interface Choices {
  readonly nodes: readonly string[];
  readonly tags: readonly Tag[];
  /** A glTF, whose nodes do not say how they move. */
  readonly isTree: boolean;
}

function AxisFields({
  axis,
  choices: { nodes, tags, isTree },
  onChange,
  onRemove,
}: {
  axis: ModelAxis;
  choices: Choices;
  onChange: (axis: ModelAxis) => void;
  onRemove: () => void;
}) {
  const known = tags.map(pathOf);
  return (
    <fieldset class="layout-fields layout-axis">
      <legend>{axis.node}</legend>
      <Choice
        label={t("layout.axis-node")}
        value={axis.node}
        options={withOwn(nodes, axis.node).map((node) => [node, node] as const)}
        onChange={(node) => onChange({ ...axis, node })}
      />
      <Choice
        label={t("layout.axis-tag")}
        value={axis.tag}
        options={withOwn(known, axis.tag).map((path) => [path, titleOf(tags, path)] as const)}
        onChange={(tag) => onChange({ ...axis, tag })}
      />
      {isTree ? (
        <>
          <Choice
            label={t("layout.axis-motion")}
            value={axis.motion ?? "turn"}
            options={MOTIONS.map((one) => [one, t(`layout.axis-${one}`)] as const)}
            onChange={(motion) => onChange({ ...axis, motion })}
          />
          <Choice
            label={t("layout.axis-axis")}
            value={axis.axis ?? "z"}
            options={AXES.map((one) => [one, one] as const)}
            onChange={(own) => onChange({ ...axis, axis: own })}
          />
        </>
      ) : null}
      <NumberField
        label={t("layout.axis-scale")}
        value={axis.scale ?? 1}
        onChange={(scale) => onChange({ ...axis, scale })}
      />
      <button type="button" class="button small" onClick={onRemove}>
        {t("layout.axis-remove", { node: axis.node })}
      </button>
    </fieldset>
  );
}

/** A name that the model or the asset no longer has stays visible. */
function withOwn(names: readonly string[], own: string): readonly string[] {
  return names.includes(own) ? names : [own, ...names];
}

function titleOf(tags: readonly Tag[], path: string): string {
  const tag = tags.find((one) => pathOf(one) === path);
  return tag === undefined ? path : tagTitle(tag);
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, shown: string])[];
  onChange: (value: Value) => void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(([one, shown]) => (
          <option key={one} value={one}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
