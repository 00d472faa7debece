import { useEffect, useState } from "preact/hooks";
import { isInside } from "../../../../../edge/contracts/plant/robot-zone.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { local, t } from "../../../i18n/language.ts";
import { wantedPoint } from "../../../panels/register-map.ts";

type Point = readonly [x: number, y: number];

interface PointProps {
  readonly from: Point;
  readonly index: PlantIndex;
  readonly act: string;
  readonly onPoint: (at: Point) => void;
}

/** A place of the floor: by numbers, or by a click into the picture. */
export function PointFields({ from, index, act, onPoint }: PointProps) {
  const [[x, y], setPoint] = useState<Point>(from);
  const [isPicking, setPicking] = useState(false);
  useEffect(() => {
    if (!isPicking) return undefined;
    wantedPoint.value = (at) => {
      setPoint([rounded(at[0]), rounded(at[1])]);
      setPicking(false);
    };
    return () => {
      wantedPoint.value = null;
    };
  }, [isPicking]);
  const zones = index.plant.zones.filter(({ polygon }) => isInside(polygon, x, y)).map(({ name }) => local(name));
  const number = (axis: 0 | 1) => (event: { currentTarget: HTMLInputElement }) => {
    const value = event.currentTarget.valueAsNumber;
    if (Number.isFinite(value)) setPoint(axis === 0 ? [value, y] : [x, value]);
  };
  return (
    <div class="map-point">
      <label>
        x, m <input type="number" step="0.1" value={x} onInput={number(0)} />
      </label>
      <label>
        y, m <input type="number" step="0.1" value={y} onInput={number(1)} />
      </label>
      <button type="button" class="button small" aria-pressed={isPicking} onClick={() => setPicking(!isPicking)}>
        {t(isPicking ? "map.click" : "map.pick")}
      </button>
      <small>{zones.length === 0 ? t("map.no-zone") : zones.join(" · ")}</small>
      <button type="button" class="button small primary" onClick={() => onPoint([x, y])}>
        {act}
      </button>
    </div>
  );
}

/** A decimetre: nobody hangs an extinguisher by the centimetre. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
