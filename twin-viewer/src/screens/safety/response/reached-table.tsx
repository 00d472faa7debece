import { formatNumber } from "../../../data/format.ts";
import type { EventAnswer } from "../../../data/responses-api.ts";
import { local, t } from "../../../i18n/language.ts";
import { ScrolledTable } from "../../../panels/scrolled-table.tsx";
import { RESOURCE_ICONS } from "../map/icons.ts";

/** Resources of the plan and the nearest of each kind, with what speaks against relying on them. */
export function ReachedTable({ event: { resources, blocked } }: { event: Pick<EventAnswer, "resources" | "blocked"> }) {
  return (
    <section aria-label={t("rs.resources")}>
      <h3>{t("rs.resources")}</h3>
      <p class="room-advisory">
        {t("rs.by-layout")} {t("rs.state-none")}
      </p>
      <ScrolledTable label={t("rs.resources")} looks="table rs-resources">
        <thead>
          <tr>
            <th>{t("rs.resource")}</th>
            <th>{t("rs.distance")}</th>
          </tr>
        </thead>
        <tbody>
          {resources.map(({ id, kind, name, place, distanceM, isOfPlan, state }) => (
            <tr key={id}>
              <th scope="row">
                <svg class="mark-icon" viewBox="0 0 20 20" aria-hidden="true">
                  <path d={RESOURCE_ICONS[kind]} />
                </svg>{" "}
                {t(`map.${kind}`)} {id}
                <small>
                  {[name === null ? "" : local(name), local(place.name), isOfPlan ? t("rs.of-plan") : ""]
                    .filter((part) => part !== "")
                    .join(" · ")}
                </small>
                {blocked.exits.includes(id) ? <strong>{t("rs.state-blocked")}</strong> : null}
                {state === "none" ? null : <strong>{t(`rs.state-${state}`)}</strong>}
              </th>
              <td>{distanceM === null ? t("rs.no-way") : t("rs.metres", { metres: formatNumber(distanceM, 0) })}</td>
            </tr>
          ))}
        </tbody>
      </ScrolledTable>
    </section>
  );
}
