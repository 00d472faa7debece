import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/language.ts";
import { draft, placing, tool } from "./editor.ts";
import { usePlanGestures } from "./plan-gestures.ts";
import { AssetMark, Collected, Ground, Roads } from "./plan-marks.tsx";
import { type Viewport, whole } from "./viewport.ts";

/** The edited plan: drawing, zones, roads, machines, and the points of the present tool. */
export function PlanCanvas() {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 800, height: 500 });
  const [view, setView] = useState<Viewport | null>(null);
  const shown = draft.value;
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.max(50, element.clientWidth), height: Math.max(50, element.clientHeight) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const port = shown === null ? null : (view ?? whole(shown.floor, size));
  const gestures = usePlanGestures(host, { port, size, setView });
  return (
    <div class="plan-host" ref={host}>
      {shown === null || port === null ? null : (
        <svg
          class={`plan plan-${placing.value === null ? tool.value : "place"}`}
          viewBox={`0 0 ${size.width} ${size.height}`}
          aria-label={t("layout.plan")}
          {...gestures}
        >
          <g
            transform={
              `translate(${size.width / 2} ${size.height / 2}) ` +
              `scale(${1 / port.scale} ${-1 / port.scale}) translate(${-port.x} ${-port.y})`
            }
          >
            <Ground draft={shown} />
            <Roads draft={shown} scale={port.scale} />
            {shown.assets.map((asset) =>
              asset.pose === undefined ? null : <AssetMark key={asset.key} asset={asset} scale={port.scale} />,
            )}
            <Collected scale={port.scale} />
          </g>
        </svg>
      )}
    </div>
  );
}
