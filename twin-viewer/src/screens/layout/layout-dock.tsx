import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { local, t } from "../../i18n/language.ts";
import {
  type Alignment,
  aligned,
  type Draft,
  type DraftAsset,
  described,
  removed,
  rotated,
  scaledUnderlay,
} from "./draft.ts";
import { change, chosen, draft, failure, layout, openFailure, placing, points, setTool, tool } from "./editor.ts";
import { NumberField, TextField } from "./fields.tsx";
import { MapCard } from "./map-card.tsx";
import { readDrawing } from "./read-drawing.ts";
import { ZonesCard } from "./zones-card.tsx";

const ALIGNMENTS: readonly Alignment[] = ["row", "column", "spread-x", "spread-y"];

/** What can be placed, and what is chosen. */
export function LayoutDock() {
  const shown = draft.value;
  if (shown === null) {
    return (
      <section class="card" aria-label={t("screen.layout")}>
        <p class="empty">{t(openFailure.value === null ? "app.loading" : "layout.nothing")}</p>
      </section>
    );
  }
  const list = shown.assets.filter(({ key }) => chosen.value.has(key));
  return (
    <>
      {list.length > 0 ? <ChosenCard draft={shown} list={list} /> : null}
      {tool.value === "map" ? <MapCard draft={shown} /> : null}
      {tool.value === "scale" ? <ScaleCard draft={shown} /> : null}
      <UnplacedCard draft={shown} />
      <TypesCard />
      <UnderlayCard draft={shown} />
      <ZonesCard draft={shown} />
    </>
  );
}

function UnplacedCard({ draft: shown }: { draft: Draft }) {
  // People are where their tags say, not where somebody puts them.
  const list = shown.assets.filter(({ pose, kind }) => pose === undefined && kind !== "person");
  const wanted = placing.value;
  return (
    <section class="card" aria-label={t("layout.unplaced")}>
      <div class="card-head">
        <h2>{t("layout.unplaced")}</h2>
        <span class="card-note">{list.length}</span>
      </div>
      {list.length === 0 ? <p class="empty">{t("layout.all-placed")}</p> : null}
      <div class="layout-choices">
        {list.map(({ key, label, name }) => (
          <button
            key={key}
            type="button"
            class="button small"
            aria-pressed={wanted !== null && "asset" in wanted && wanted.asset === key}
            title={local(name)}
            onClick={() => pick({ asset: key })}
          >
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}

function TypesCard() {
  const wanted = placing.value;
  return (
    <section class="card" aria-label={t("layout.types")}>
      <div class="card-head">
        <h2>{t("layout.types")}</h2>
      </div>
      <div class="layout-choices">
        {layout.value?.types.map(({ name, kind }) => (
          <button
            key={name}
            type="button"
            class="button small"
            aria-pressed={wanted !== null && "type" in wanted && wanted.type === name}
            onClick={() => pick({ type: name })}
          >
            {t(`kind.${kind}`)} <small>{name}</small>
          </button>
        ))}
      </div>
    </section>
  );
}

function pick(wanted: { asset: string } | { type: string }): void {
  setTool("select");
  placing.value = wanted;
}

function ChosenCard({ draft: shown, list }: { draft: Draft; list: readonly DraftAsset[] }) {
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
            // The address of a machine of the same type is the best beginning for this one's.
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

function ScaleCard({ draft: shown }: { draft: Draft }) {
  const [metres, setMetres] = useState("10");
  const [a, b] = points.value;
  return (
    <section class="card" aria-label={t("layout.tool-scale")}>
      <h2>{t("layout.tool-scale")}</h2>
      <TextField label={t("layout.distance")} value={metres} onChange={setMetres} />
      <button
        type="button"
        class="button small"
        disabled={a === undefined || b === undefined || !(Number(metres) > 0) || shown.underlay === undefined}
        onClick={() => {
          if (a === undefined || b === undefined) return;
          change(scaledUnderlay(shown, [a, b], Number(metres)));
          setTool("select");
        }}
      >
        {t("layout.apply")}
      </button>
    </section>
  );
}

function UnderlayCard({ draft: shown }: { draft: Draft }) {
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const { aspect, ...drawing } = await readDrawing(file);
      const width = shown.floor.width;
      change({ ...shown, underlay: { ...drawing, x: 0, y: 0, width, height: width * aspect, rotateDeg: 0 } });
      setTool("scale");
    } catch (error) {
      failure.value = wordsOf(error);
    }
  };
  const { underlay, floor } = shown;
  return (
    <section class="card" aria-label={t("layout.underlay")}>
      <div class="card-head">
        <h2>{t("layout.underlay")}</h2>
      </div>
      <div class="layout-fields">
        <label class="button small layout-file">
          {t("layout.choose-file")} …
          <input
            class="visually-hidden"
            type="file"
            accept=".png,.svg,.dxf"
            onChange={(event) => void choose(event.currentTarget.files?.[0])}
          />
        </label>
        {underlay === undefined ? null : (
          <>
            <NumberField
              label={t("layout.east")}
              value={underlay.x}
              onChange={(x) => change({ ...shown, underlay: { ...underlay, x } })}
            />
            <NumberField
              label={t("layout.north")}
              value={underlay.y}
              onChange={(y) => change({ ...shown, underlay: { ...underlay, y } })}
            />
            <NumberField
              label={t("layout.yaw")}
              value={underlay.rotateDeg}
              onChange={(rotateDeg) => change({ ...shown, underlay: { ...underlay, rotateDeg } })}
            />
            <button type="button" class="button small" onClick={() => change({ ...shown, underlay: undefined })}>
              {t("layout.no-underlay")}
            </button>
          </>
        )}
        <h3>{t("layout.floor")}</h3>
        <NumberField
          label={t("layout.width")}
          value={floor.width}
          onChange={(width) => change({ ...shown, floor: { ...floor, width } })}
        />
        <NumberField
          label={t("layout.depth")}
          value={floor.depth}
          onChange={(depth) => change({ ...shown, floor: { ...floor, depth } })}
        />
      </div>
    </section>
  );
}
