import { useState } from "preact/hooks";
import { isInside } from "../../../../../edge/contracts/plant/robot-zone.ts";
import { RESOURCE_KINDS } from "../../../../../edge/contracts/safety/register.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { EditOutcome } from "./edit-outcome.tsx";
import type { ResourceKind } from "./icons.ts";
import { PointFields } from "./point-fields.tsx";
import { useRegisterEdit } from "./register-edits.ts";

/** A resource that is not in the register yet, at a place of the map. */
export function NewResource({ index }: { index: PlantIndex }) {
  const [isOpen, setOpen] = useState(false);
  const [kind, setKind] = useState<ResourceKind>("extinguisher");
  const [id, setId] = useState("");
  const [outcome, send, refuse] = useRegisterEdit();
  const { width, depth } = index.plant.floor;
  const add = (at: readonly [number, number]) => {
    const zone = index.plant.zones.find(({ polygon }) => isInside(polygon, ...at));
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(id)) refuse(t("map.needs-id"));
    else if (zone === undefined) refuse(t("map.needs-zone"));
    else send({ kind: "add", id, what: kind, zone: zone.id, at });
  };
  return (
    <div class="map-new">
      <ActButton asks="configure" onAct={() => setOpen(!isOpen)}>
        {t("map.new")}
      </ActButton>
      {isOpen ? (
        <>
          <label>
            {t("map.kind")}{" "}
            <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as ResourceKind)}>
              {RESOURCE_KINDS.map((one) => (
                <option key={one} value={one}>
                  {t(`map.${one}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("map.id")}{" "}
            <input type="text" maxLength={60} value={id} onInput={({ currentTarget }) => setId(currentTarget.value)} />
          </label>
          <PointFields from={[width / 2, depth / 2]} index={index} act={t("map.review-new")} onPoint={add} />
        </>
      ) : null}
      <EditOutcome outcome={outcome} />
    </div>
  );
}
