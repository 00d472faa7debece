import { usePlant, useSession } from "../data/context.ts";
import { formatAge } from "../data/format.ts";
import { linksVersion, second, selected } from "../data/signals.ts";
import { zoneStates } from "../data/zone-states.ts";
import { local, t } from "../i18n/language.ts";
import { LiveValue } from "./live-value.tsx";

/** What sensors say about people in robot zones, with the age of the sensors. */
export function SafetyCards() {
  const index = usePlant();
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  if (index === null) return null;
  const states = zoneStates(index, mirror, Date.now());
  return (
    <>
      <p class="notice">{t("safety.display-only")}</p>
      <section class="card" aria-label={t("safety.title")}>
        <div class="card-head">
          <h2>{t("safety.title")}</h2>
        </div>
        {states.length === 0 ? <p class="empty">{t("safety.none")}</p> : null}
        <ul class="zones">
          {states.map(({ zone, state, sensorAgeMs }) => (
            <li key={zone.zone.id}>
              <button type="button" class="zone" onClick={() => (selected.value = zone.robot.assetUid)}>
                <span class="zone-name">
                  {local(zone.zone.name)}
                  {local(zone.zone.name).includes(zone.robot.label) ? "" : ` · ${zone.robot.label}`}
                </span>
                <span class={`zone-state zone-${state}`}>{t(`safety.state-${state}`)}</span>
                <span class="zone-note">
                  {t(`safety.${zone.safeguard}`)} · {sensorAgeMs === undefined ? t("asset.never") : t("safety.sensor-age", { age: formatAge(sensorAgeMs) })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** Every emergency and protective stop as its controller reports it. */
export function Stops() {
  const index = usePlant();
  if (index === null) return null;
  const stops = index.plant.assets.flatMap((asset) =>
    (["emergency-stop", "protective-stop"] as const).flatMap((role) => {
      const tag = index.tagWith(asset.assetUid, role);
      return tag === undefined ? [] : [{ asset, role, tag }];
    }),
  );
  return (
    <section class="card" aria-label={t("safety.stops")}>
      <div class="card-head">
        <h2>{t("safety.stops")}</h2>
      </div>
      {stops.map(({ asset, role, tag }) => (
        <button key={tag.ref} type="button" class="tag-row tag-button" onClick={() => (selected.value = asset.assetUid)}>
          <span class="tag-name">
            {asset.label} · {t(role === "emergency-stop" ? "safety.emergency" : "safety.protective")}
          </span>
          <LiveValue tag={tag.ref} withAge />
        </button>
      ))}
    </section>
  );
}
