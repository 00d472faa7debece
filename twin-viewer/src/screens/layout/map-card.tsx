import { useState } from "preact/hooks";
import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import type { Draft } from "./draft.ts";
import { change, points, setTool } from "./editor.ts";
import { TextField } from "./fields.tsx";
import { fitMap } from "./map-fit.ts";

const NEEDED = 3;

/** Fits a vehicle's or position system's map to the floor by three common places. */
export function MapCard({ draft }: { draft: Draft }) {
  const [id, setId] = useState(draft.maps[0]?.id ?? "map-1");
  const [typed, setTyped] = useState<readonly { x: string; y: string }[]>([]);
  const list = points.value;
  const common = list.flatMap((floor, i) => {
    const { x = "", y = "" } = typed[i] ?? {};
    const map = { x: Number(x), y: Number(y) };
    return x.trim() === "" || y.trim() === "" || !Number.isFinite(map.x) || !Number.isFinite(map.y)
      ? []
      : [{ map, floor }];
  });
  const fit = common.length === NEEDED ? fitMap(id, common) : undefined;
  const set = (i: number, part: Partial<{ x: string; y: string }>) =>
    setTyped(Array.from({ length: NEEDED }, (_, one) => ({ x: "", y: "", ...typed[one], ...(one === i ? part : {}) })));
  return (
    <section class="card" aria-label={t("layout.tool-map")}>
      <h2>{t("layout.tool-map")}</h2>
      <div class="layout-fields">
        <TextField label={t("layout.map-id")} value={id} onChange={setId} />
        <p class="empty">{t("layout.map-points", { count: list.length })}</p>
        {list.map((point, i) => (
          <fieldset key={`${point.x}|${point.y}`} class="layout-pair">
            <legend>
              {i + 1} · {formatNumber(point.x, 1)} / {formatNumber(point.y, 1)} m
            </legend>
            <TextField label={t("layout.map-x")} value={typed[i]?.x ?? ""} onChange={(x) => set(i, { x })} />
            <TextField label={t("layout.map-y")} value={typed[i]?.y ?? ""} onChange={(y) => set(i, { y })} />
          </fieldset>
        ))}
        {fit === undefined ? null : (
          <p>{t("layout.map-off", { metres: fit.residuals.map((metres) => formatNumber(metres, 2)).join(" · ") })}</p>
        )}
        <button
          type="button"
          class="button small"
          disabled={fit === undefined || id.trim() === ""}
          onClick={() => {
            if (fit === undefined) return;
            change({ ...draft, maps: [...draft.maps.filter((map) => map.id !== fit.map.id), fit.map] });
            setTool("select");
          }}
        >
          {t("layout.apply")}
        </button>
      </div>
    </section>
  );
}
