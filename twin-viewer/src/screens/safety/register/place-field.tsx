import type { Asset } from "../../../../../edge/contracts/plant/plant.ts";
import { usePlant } from "../../../data/context.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { local } from "../../../i18n/language.ts";
import { Field } from "../../../panels/work-items/field.tsx";

interface PlaceProps {
  readonly name: string;
  /** `zone:ID`, `asset:LABEL`, or empty. */
  readonly value: string;
  readonly isNeeded: boolean;
  readonly onSet: (entry: string) => void;
}

/** Asks for a zone or an asset of the plant. */
export function PlaceField({ name, value, isNeeded, onSet }: PlaceProps) {
  const index = usePlant();
  return (
    <Field name={name}>
      {(id) => (
        <select id={id} required={isNeeded} value={value} onChange={(event) => onSet(event.currentTarget.value)}>
          <option value="" />
          {(index?.plant.zones ?? []).map((zone) => (
            <option key={zone.id} value={`zone:${zone.id}`}>
              {local(zone.name)}
            </option>
          ))}
          {(index === null ? [] : assetPlaces(index)).map((asset) => (
            <option key={asset.assetUid} value={`asset:${asset.label}`}>
              {asset.label} {local(asset.name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Assets that can be a place: people, who have a position of their own, are none and are not listed by name. */
export function assetPlaces(index: PlantIndex): readonly Asset[] {
  return index.plant.assets.filter(({ assetUid }) => index.tagWith(assetUid, "person-x") === undefined);
}

/** The place of an entry of the list. */
export function placeIn(entry: string): { readonly zone?: string; readonly asset?: string } {
  const name = entry.slice(entry.indexOf(":") + 1);
  return entry.startsWith("zone:") ? { zone: name } : { asset: name };
}
