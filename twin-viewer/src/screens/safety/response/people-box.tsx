import { usePlant, useSession } from "../../../data/context.ts";
import type { EventAnswer } from "../../../data/responses-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { whereabouts } from "../../../data/whereabouts.ts";
import { zoneStates } from "../../../data/zone-states.ts";
import { local, t } from "../../../i18n/language.ts";

/** People in the area as far as sensors know; nothing here says that nobody is there. */
export function PeopleBox({ people, isRunning }: { people: EventAnswer["people"]; isRunning: boolean }) {
  // What sensors report now says nothing about an event that is over.
  if (!isRunning) return null;
  return (
    <section aria-label={t("rs.people")}>
      <h3>{t("rs.people")}</h3>
      {people === null ? (
        <p>{t("rs.people-off")}</p>
      ) : (
        <>
          <p>{t("rs.people-count", { known: people.known, unknown: people.unknown })}</p>
          {people.zones.length === 0 ? null : (
            <ul class="rs-zones" aria-label={t("rs.people-zones")}>
              {people.zones.map(({ zone, known, unknown }) => (
                <li key={zone.en}>
                  {local(zone)}
                  {t("nearby.colon")}
                  {t("rs.zone-known", { count: known })}
                  {unknown === 0 ? null : (
                    <>
                      {t("list.separator")}
                      <strong>{t("rs.zone-unknown", { count: unknown })}</strong>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <Unknown />
      <p class="room-advisory">{t("rs.people-limit")}</p>
    </section>
  );
}

/** Zones and people of the whole plant whose sensors are silent or doubtful, by name. */
function Unknown() {
  const index = usePlant();
  const { mirror } = useSession();
  if (index === null) return null;
  const zones = zoneStates(index, mirror, Date.now()).flatMap(({ zone, state }) =>
    state === "unknown" ? [local(zone.zone.name)] : [],
  );
  const people = whereabouts(index, mirror, edgeNowMs()).flatMap(({ asset, isKnown, tag }) =>
    isKnown || tag.role !== "person-x" ? [] : [asset.label],
  );
  const names = [...zones, ...people];
  return names.length === 0 ? null : <p>{t("rs.unknown-places", { names: names.join(t("list.separator")) })}</p>;
}
