import { useMemo, useRef, useState } from "preact/hooks";
import type { CompanySite } from "../data/company-api.ts";
import { concernsOf } from "../data/site-standing.ts";
import { zoomOf } from "../data/wall-text.ts";
import { local, t } from "../i18n/language.ts";
import { useSize } from "../panels/use-size.ts";
import { dragged, fitTo, isPlace, type MapView, zoomed } from "./geo.ts";
import { MapGround } from "./map-ground.tsx";
import { MapMarks } from "./map-marks.tsx";
import { ClusterCard, SiteCard } from "./site-card.tsx";

interface MapProps {
  /** Those that the search and the filter leave, in the order of the list. */
  readonly sites: readonly CompanySite[];
  readonly nowMs: number;
  readonly isOld: boolean;
}

const STEP = 1.8;

/** The sites where they lie. The ground is the hub's own file: plants may have no internet. */
export function SiteMap({ sites, nowMs, isOld }: MapProps) {
  const { host, size } = useSize<HTMLDivElement>();
  const [moved, setMoved] = useState<MapView | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (edgeId: string) => setChosen([edgeId]);
  const drag = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const placed = sites.filter(({ location }) => isPlace(location));
  const unplaced = sites.filter(({ location }) => !isPlace(location));
  const key = placed
    .map(({ edgeId }) => edgeId)
    .sort()
    .join(" ");
  const fitted = useMemo(
    () =>
      fitTo(
        placed.flatMap(({ location }) => location ?? []),
        size,
      ),
    [key, size.width, size.height],
  );
  const view = moved ?? fitted;
  const shown = sites.filter(({ edgeId }) => chosen.includes(edgeId));
  const [first] = shown;
  const onMove = (event: PointerEvent) => {
    if (drag.current === null) return;
    const { x, y } = drag.current;
    drag.current = { x: event.clientX, y: event.clientY };
    const zoom = host.current === null ? 1 : zoomOf(host.current);
    setMoved(dragged(view, (event.clientX - x) / zoom, (event.clientY - y) / zoom));
  };
  return (
    <section class="company-map" aria-label={t("company.map-label")}>
      <div
        ref={host}
        class="map-ground"
        onPointerDown={(event) => {
          if (!(event.target as Element).closest(".map-mark")) drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={onMove}
        onPointerUp={() => (drag.current = null)}
        onPointerLeave={() => (drag.current = null)}
      >
        {size.width === 0 ? null : (
          <>
            <MapGround view={view} size={size} />
            <MapMarks
              {...{ view, size, nowMs, isOld, chosen }}
              sites={placed}
              onSite={choose}
              onCluster={(members) => {
                const closer = fitTo(
                  members.flatMap(({ location }) => location ?? []),
                  size,
                );
                if (closer.scale > view.scale * 1.1) setMoved(closer);
                else setChosen(members.map(({ edgeId }) => edgeId));
              }}
            />
          </>
        )}
        <div class="map-buttons">
          <Button label={t("company.zoom-in")} sign="+" onAct={() => setMoved(zoomed(view, STEP, size))} />
          <Button label={t("company.zoom-out")} sign="−" onAct={() => setMoved(zoomed(view, 1 / STEP, size))} />
          <button type="button" class="button small" onClick={() => setMoved(null)}>
            {t("company.fit")}
          </button>
        </div>
        {shown.length > 1 ? (
          <ClusterCard members={shown} onSite={choose} onClose={() => setChosen([])} />
        ) : first === undefined ? null : (
          <SiteCard {...{ nowMs, isOld }} site={first} onClose={() => setChosen([])} />
        )}
      </div>
      {unplaced.length === 0 ? null : <Unplaced sites={unplaced} nowMs={nowMs} onSite={choose} />}
    </section>
  );
}

function Button({ label, sign, onAct }: { label: string; sign: string; onAct: () => void }) {
  return (
    <button type="button" class="button small icon" aria-label={label} title={label} onClick={onAct}>
      {sign}
    </button>
  );
}

/** Beyond these the list has them. */
const MOST_UNPLACED = 12;

/** Sites that no map can show; they are not left out. */
function Unplaced({ sites, nowMs, onSite }: Pick<MapProps, "sites" | "nowMs"> & { onSite: (edgeId: string) => void }) {
  return (
    <div class="map-unplaced">
      <h2>
        {t("company.unplaced")} <span class="card-note">{sites.length}</span>
      </h2>
      <ul>
        {sites.slice(0, MOST_UNPLACED).map((site) => (
          <li key={site.edgeId}>
            <button type="button" class="button small" onClick={() => onSite(site.edgeId)}>
              {concernsOf(site, nowMs).length > 0 ? "! " : ""}
              {local(site.name)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
