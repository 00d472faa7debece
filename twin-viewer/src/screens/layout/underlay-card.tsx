import { useState } from "preact/hooks";
import { failureOf } from "../../data/problem.ts";
import { t } from "../../i18n/language.ts";
import { type Draft, scaledUnderlay } from "./draft.ts";
import { change, failure, points, setTool } from "./editor.ts";
import { NumberField, TextField } from "./fields.tsx";
import { readDrawing } from "./read-drawing.ts";

/** Scales the drawing by the true distance between two points of it. */
export function ScaleCard({ draft: shown }: { draft: Draft }) {
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

/** The drawing of the hall below the plan, and the size of the floor. */
export function UnderlayCard({ draft: shown }: { draft: Draft }) {
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const { aspect, ...drawing } = await readDrawing(file);
      const width = shown.floor.width;
      change({ ...shown, underlay: { ...drawing, x: 0, y: 0, width, height: width * aspect, rotateDeg: 0 } });
      setTool("scale");
    } catch (error) {
      failure.value = failureOf(error);
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
