import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import { ruling, stateOf } from "../data/asset-state.ts";
import { usePlant, useSession } from "../data/context.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { alerts, linksVersion, second, selected, treeOpen } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";
import { Badge } from "./badge.tsx";
import { Dialog } from "./dialog.tsx";

/**
 * The plant without a picture: every asset by area with activity and alarms, for keyboards and screen readers.
 */
export function AssetTree({ onFocus }: { onFocus: (uid: Asset["assetUid"]) => void }) {
  if (!treeOpen.value) return null;
  const close = () => {
    treeOpen.value = false;
  };
  return (
    <Dialog label={t("tree.title")} kind="tree" onClose={close}>
      <Tree
        onPick={(uid) => {
          close();
          selected.value = uid;
          onFocus(uid);
        }}
        onClose={close}
      />
    </Dialog>
  );
}

function Tree({ onPick, onClose }: { onPick: (uid: Asset["assetUid"]) => void; onClose: () => void }) {
  const index = usePlant();
  if (index === null) return null;
  const areas = Map.groupBy(index.plant.assets, (asset) => index.areaOf(asset));
  return (
    <>
      <div class="card-head">
        <h2>{t("tree.title")}</h2>
        <button type="button" class="button small" onClick={onClose}>
          {t("help.close")}
        </button>
      </div>
      {[...areas].map(([path, assets]) => {
        const name = index.placeName(path);
        return (
          <section key={path} aria-label={name === undefined ? path : local(name)}>
            <h3>{name === undefined ? path : local(name)}</h3>
            <ul class="tree">
              {assets.map((asset) => (
                <li key={asset.assetUid}>
                  <button
                    type="button"
                    class="tree-row"
                    aria-current={selected.value === asset.assetUid ? "true" : undefined}
                    onClick={() => onPick(asset.assetUid)}
                  >
                    <Row asset={asset} index={index} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Row({ asset, index }: { asset: Asset; index: PlantIndex }) {
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  const { activity, stale } = stateOf(asset, index, mirror);
  const alarm = ruling(alerts.value).get(asset.assetUid);
  return (
    <>
      <strong>{asset.label}</strong>
      <span class="tree-name">{local(asset.name)}</span>
      <span class={`tree-state${stale ? " is-stale" : ""}`}>
        {stale ? t("asset.stale") : activity === "unknown" ? "" : t(`asset.${activity}`)}
      </span>
      {alarm === undefined ? null : (
        <span class="tree-alarm">
          <Badge priority={alarm.priority} />
          <span class="visually-hidden">{t("alerts.priority", { priority: alarm.priority })}</span>{" "}
          {local(alarm.message)}
        </span>
      )}
    </>
  );
}
