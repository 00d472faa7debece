import { usePlant, useSession } from "../data/context.ts";
import { formatAge, formatClock } from "../data/format.ts";
import { edgeNowMs, linksVersion, liveNowMs, moment, second, selected } from "../data/signals.ts";
import { useSecond } from "../data/use-refresh.ts";
import { whereabouts } from "../data/whereabouts.ts";
import { isMinuteCounted, zoneMinute } from "../data/zone-counts.ts";
import { zoneStates } from "../data/zone-states.ts";
import { local, t } from "../i18n/language.ts";
import { LiveValue } from "./live-value.tsx";

/** Reports of the sensors about people in robot zones, with the age of their data. */
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
                  {t(`safety.${zone.safeguard}`)} ·{" "}
                  {moment.value !== null
                    ? t("asset.past")
                    : sensorAgeMs === undefined
                      ? t("asset.never")
                      : t("safety.sensor-age", { age: formatAge(sensorAgeMs) })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/**
 * In replay: people in each zone in that minute, and whether positions were known at all.
 */
export function PeopleCountsCard() {
  const index = usePlant();
  if (index === null || moment.value === null) return null;
  const minute = zoneMinute.value;
  const zone = index.plant.site.timeZone;
  second.value;
  const isCounted = isMinuteCounted(moment.value.atMs, liveNowMs());
  const nameOf = (id: string) => {
    const found = index.plant.zones.find((one) => one.id === id);
    return found === undefined ? id : local(found.name);
  };
  return (
    <section class="card" aria-label={t("safety.counts")}>
      <div class="card-head">
        <h2>{t("safety.counts")}</h2>
        <span class="card-note">{minute === null ? "" : formatClock(minute.fromMs, zone, false)}</span>
      </div>
      {minute === null ? <p class="empty">{t(isCounted ? "safety.no-counts" : "safety.not-counted-yet")}</p> : null}
      {minute === null ? null : (
        <p class="card-note">{minute.heardS === 0 ? t("safety.unheard") : t("safety.heard", { s: minute.heardS })}</p>
      )}
      {minute?.zones.map(({ zone: id, most }) => (
        <div key={id} class="tag-row">
          <span class="tag-name">{nameOf(id)}</span>
          <span>{t("safety.people-at-once", { n: most })}</span>
        </div>
      ))}
    </section>
  );
}

/** Tags of protective devices, and whether 1 means that the device has acted. */
const DEVICES = ["emergency-stop", "protective-stop", "gate-open", "field-violation"] as const;

/** Every protective device as its controller reports it: activated ones first, then unknown ones. */
export function Stops() {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  if (index === null) return null;
  const devices = index.plant.assets.flatMap((asset) =>
    DEVICES.flatMap((role) => {
      const tag = index.tagWith(asset.assetUid, role);
      if (tag === undefined) return [];
      const value = mirror.value(tag.ref);
      const state =
        mirror.freshness(tag.ref) !== "live" || Number.isNaN(value) ? "unknown" : value === 0 ? "released" : "pressed";
      return [{ asset, role, tag, state } as const];
    }),
  );
  const rank = { pressed: 0, unknown: 1, released: 2 } as const;
  devices.sort((a, b) => rank[a.state] - rank[b.state]);
  return (
    <section class="card" aria-label={t("safety.stops")}>
      <div class="card-head">
        <h2>{t("safety.stops")}</h2>
      </div>
      {devices.map(({ asset, role, tag, state }) => (
        <button
          key={tag.ref}
          type="button"
          class="tag-row tag-button"
          onClick={() => (selected.value = asset.assetUid)}
        >
          <span class="tag-name">
            {asset.label} · {t(`safety.device-${role}`)}
          </span>
          <span class={`device device-${state}`}>
            {state === "unknown" ? t("safety.state-unknown") : t(`safety.${role}-${state}`)}
          </span>
          <LiveValue tag={tag.ref} withAge />
        </button>
      ))}
    </section>
  );
}

/** Places of people and vehicles, as their own sensors report them. */
export function WhereaboutsCard() {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  if (index === null) return null;
  const list = whereabouts(index, mirror, edgeNowMs());
  if (list.length === 0) return null;
  const unknown = list.filter(({ isKnown }) => !isKnown).length;
  return (
    <section class="card" aria-label={t("safety.whereabouts")}>
      <div class="card-head">
        <h2>{t("safety.whereabouts")}</h2>
        <span class="card-note">
          {unknown === 0 ? list.length : t("safety.places-unknown", { count: unknown, total: list.length })}
        </span>
      </div>
      {list.map(({ asset, isKnown, zones, ageMs }) => (
        <button
          key={asset.assetUid}
          type="button"
          class={`whereabouts${isKnown ? "" : " is-unknown"}`}
          onClick={() => (selected.value = asset.assetUid)}
        >
          <span>{asset.label}</span>
          <span>
            {isKnown
              ? zones.map(({ name }) => local(name)).join(" · ") || t("safety.elsewhere")
              : t("safety.place-unknown")}
          </span>
          <span class="live-age">{ageMs === undefined ? t("value.none") : formatAge(ageMs)}</span>
        </button>
      ))}
    </section>
  );
}
