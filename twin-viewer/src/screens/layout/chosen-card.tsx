import { useState } from "preact/hooks";
import { t } from "../../i18n/language.ts";
import { type Alignment, aligned, type Draft, type DraftAsset, described, removed, rotated } from "./draft.ts";
import { change, chosen, layout } from "./editor.ts";
import { NumberField, TextField } from "./fields.tsx";

const ALIGNMENTS: readonly Alignment[] = ["row", "column", "spread-x", "spread-y"];

/** The selected machines: turn, align and remove them; one alone also shows its pose and, when new, its fields. */
export function ChosenCard({ draft: shown, list }: { draft: Draft; list: readonly DraftAsset[] }) {
  const keys = chosen.value;
  const [only] = list;
  return (
    <section class="card" aria-label={t("layout.chosen", { count: list.length })}>
      <div class="card-head">
        <h2>{list.length === 1 && only !== undefined ? only.label : t("layout.chosen", { count: list.length })}</h2>
        <button
          type="button"
          class="button small"
          onClick={() => {
            change(removed(shown, keys));
            chosen.value = new Set();
          }}
        >
          {t("layout.remove")}
        </button>
      </div>
      <div class="layout-choices">
        <button type="button" class="button small" onClick={() => change(rotated(shown, keys, 90))}>
          {t("layout.turn-left")}
        </button>
        <button type="button" class="button small" onClick={() => change(rotated(shown, keys, -90))}>
          {t("layout.turn-right")}
        </button>
        {list.length < 2
          ? null
          : ALIGNMENTS.map((how) => (
              <button key={how} type="button" class="button small" onClick={() => change(aligned(shown, keys, how))}>
                {t(`layout.align-${how}`)}
              </button>
            ))}
      </div>
      {list.length === 1 && only !== undefined ? <Fields draft={shown} asset={only} /> : null}
    </section>
  );
}

function Fields({ draft: shown, asset }: { draft: Draft; asset: DraftAsset }) {
  const { pose, key } = asset;
  const setPose = (part: object) =>
    change({
      ...shown,
      assets: shown.assets.map((one) =>
        one.key === key && one.pose !== undefined ? { ...one, pose: { ...one.pose, ...part } } : one,
      ),
    });
  return (
    <div class="layout-fields">
      {pose === undefined ? null : (
        <>
          <NumberField label={t("layout.east")} value={pose.x} onChange={(x) => setPose({ x })} />
          <NumberField label={t("layout.north")} value={pose.y} onChange={(y) => setPose({ y })} />
          <NumberField label={t("layout.yaw")} value={pose.yawDeg} onChange={(yawDeg) => setPose({ yawDeg })} />
        </>
      )}
      {asset.isNew ? <NewFields key={key} draft={shown} asset={asset} /> : null}
    </div>
  );
}

function NewFields({ draft: shown, asset }: { draft: Draft; asset: DraftAsset }) {
  const { key, name } = asset;
  const [problem, setProblem] = useState("");
  const set = (part: Parameters<typeof described>[2]) => change(described(shown, key, part));
  const setAddress = (text: string) => {
    const address = objectOf(text);
    setProblem(address === undefined ? t("layout.bad-address") : "");
    if (address !== undefined) set({ address });
  };
  return (
    <>
      <TextField label={t("layout.label")} value={asset.label} onChange={(label) => set({ label })} />
      <TextField label={t("layout.name-zh")} value={name.zh} onChange={(zh) => set({ name: { ...name, zh } })} />
      <TextField label={t("layout.name-en")} value={name.en} onChange={(en) => set({ name: { ...name, en } })} />
      <TextField label={t("layout.path")} value={asset.path} onChange={(path) => set({ path })} />
      <label>
        {t("layout.source")}
        <select
          value={asset.source ?? ""}
          onChange={(event) => {
            const source = event.currentTarget.value === "" ? undefined : event.currentTarget.value;
            // The address of a machine of the same type is the best starting point for this one's address.
            const like = shown.assets.find((one) => one.type === asset.type && one.source === source && !one.isNew);
            set({ source, address: source === undefined ? undefined : (asset.address ?? like?.address ?? {}) });
          }}
        >
          <option value="">{t("layout.no-source")}</option>
          {layout.value?.sources.map((source) => (
            <option key={source} value={source}>
              {source}
            </option>
          ))}
        </select>
      </label>
      {asset.source === undefined ? null : (
        <TextField label={t("layout.address")} value={JSON.stringify(asset.address ?? {})} onChange={setAddress} />
      )}
      {problem === "" ? null : <p class="failure">{problem}</p>}
    </>
  );
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
