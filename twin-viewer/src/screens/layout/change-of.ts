import type { Layout, LayoutChange, NewAsset, UnderlayChange } from "../../../../edge/contracts/plant/layout.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { type Draft, type DraftUnderlay, draftOf } from "./draft.ts";

/** The change for the edge: only the parts that differ from the read layout. */
export function changeOf(layout: Layout, draft: Draft): LayoutChange {
  const before = draftOf(layout);
  const differs = (key: "floor" | "zones" | "routes" | "maps") =>
    JSON.stringify(before[key]) !== JSON.stringify(draft[key]);
  const known = new Map(before.assets.map((asset) => [asset.key, asset]));
  const poses = draft.assets.flatMap(({ key, isNew, pose }) =>
    isNew || pose === undefined || JSON.stringify(known.get(key)?.pose) === JSON.stringify(pose)
      ? []
      : [{ assetUid: key as AssetUid, pose }],
  );
  const axes = draft.assets.flatMap(({ key, isNew, axes: own = [] }) =>
    isNew || JSON.stringify(known.get(key)?.axes ?? []) === JSON.stringify(own)
      ? []
      : [{ assetUid: key as AssetUid, axes: own }],
  );
  const kept = new Set(draft.assets.map(({ key }) => key));
  const gone = before.assets.filter(({ key }) => !kept.has(key)).map(({ key }) => key as AssetUid);
  const fresh = draft.assets.flatMap(({ isNew, label, type, name, path, pose, source, address }): NewAsset[] =>
    !isNew || pose === undefined
      ? []
      : [
          {
            label,
            type,
            name,
            path,
            pose,
            ...(source === undefined ? {} : { source }),
            ...(address === undefined ? {} : { address }),
          },
        ],
  );
  return {
    revision: layout.revision,
    ...(differs("floor") ? { floor: draft.floor } : {}),
    ...(JSON.stringify(before.underlay) === JSON.stringify(draft.underlay)
      ? {}
      : { underlay: underlayChange(draft.underlay) }),
    ...(poses.length === 0 ? {} : { poses }),
    ...(axes.length === 0 ? {} : { axes }),
    ...(fresh.length === 0 ? {} : { added: fresh }),
    ...(gone.length === 0 ? {} : { removed: gone }),
    ...(differs("zones") ? { zones: draft.zones } : {}),
    ...(differs("routes") ? { routes: draft.routes } : {}),
    ...(differs("maps") ? { maps: draft.maps } : {}),
  };
}

function underlayChange(underlay: DraftUnderlay | undefined): UnderlayChange | null {
  if (underlay === undefined) return null;
  const { image, x, y, width, height, rotateDeg } = underlay;
  return { x, y, width, height, rotateDeg, ...(image === undefined ? {} : { image }) };
}
