import type { Zone } from "../../../../edge/contracts/plant/plant.ts";
import { local, t } from "../../i18n/language.ts";
import { type Draft, withoutZone, withZone } from "./draft.ts";
import { change } from "./editor.ts";
import { TextField } from "./fields.tsx";

const ZONE_KINDS = ["area", "aisle", "robot-zone", "store"] as const;
const SAFEGUARDS = ["fence-interlock", "light-curtain", "ssm", "pfl"] as const;

/** Every zone by name, to be renamed, turned into another kind, or taken out. */
export function ZonesCard({ draft: shown }: { draft: Draft }) {
  return (
    <section class="card" aria-label={t("layout.zones")}>
      <div class="card-head">
        <h2>{t("layout.zones")}</h2>
        <span class="card-note">{shown.zones.length}</span>
      </div>
      {shown.zones.map((zone) => (
        <details key={zone.id} class="layout-zone">
          <summary>{local(zone.name)}</summary>
          <ZoneFields draft={shown} zone={zone} />
        </details>
      ))}
    </section>
  );
}

function ZoneFields({ draft: shown, zone }: { draft: Draft; zone: Zone }) {
  const set = (part: Partial<Zone>) => change(withZone(shown, { ...zone, ...part }));
  const setKind = (kind: Zone["kind"]) => {
    const { safeguard: _, ...rest } = zone;
    change(
      withZone(shown, kind === "robot-zone" ? { ...rest, kind, safeguard: "fence-interlock" } : { ...rest, kind }),
    );
  };
  return (
    <div class="layout-fields">
      <TextField
        label={t("layout.name-zh")}
        value={zone.name.zh}
        onChange={(zh) => set({ name: { ...zone.name, zh } })}
      />
      <TextField
        label={t("layout.name-en")}
        value={zone.name.en}
        onChange={(en) => set({ name: { ...zone.name, en } })}
      />
      <label>
        {t("layout.zone-kind")}
        <select
          value={zone.kind}
          onChange={(event) => setKind(ZONE_KINDS.find((kind) => kind === event.currentTarget.value) ?? "area")}
        >
          {ZONE_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`layout.kind-${kind}`)}
            </option>
          ))}
        </select>
      </label>
      {zone.kind === "robot-zone" ? (
        <label>
          {t("layout.safeguard")}
          <select
            value={zone.safeguard ?? "fence-interlock"}
            onChange={(event) =>
              set({ safeguard: SAFEGUARDS.find((one) => one === event.currentTarget.value) ?? "fence-interlock" })
            }
          >
            {SAFEGUARDS.map((one) => (
              <option key={one} value={one}>
                {t(`safety.${one}`)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <button type="button" class="button small" onClick={() => change(withoutZone(shown, zone.id))}>
        {t("layout.remove")}
      </button>
    </div>
  );
}
