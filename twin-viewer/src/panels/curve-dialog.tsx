import { useState } from "preact/hooks";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { usePlant } from "../data/context.ts";
import { curvesOf, readChoices, storeChoices, withChoice } from "../data/curve-choice.ts";
import { choosingCurves, openInExplore } from "../data/explore-link.ts";
import { isCurve } from "../data/key-tags.ts";
import { screen, selected } from "../data/signals.ts";
import { tagTitle } from "../i18n/components.ts";
import { t } from "../i18n/language.ts";
import { Dialog } from "./dialog.tsx";
import { LiveValue } from "./live-value.tsx";

/** The short list of an asset's tags from which curves for the explore room are chosen. */
export function CurveDialog() {
  const index = usePlant();
  const choosing = choosingCurves.value;
  const asset = choosing === null ? undefined : index?.asset(choosing.asset);
  if (index === null || choosing === null || asset === undefined) return null;
  const shown = choosing.tag === undefined ? undefined : index.tag(choosing.tag);
  const close = () => {
    // The browser reports the end of a dialog late, when the next one may be open.
    if (choosingCurves.value === choosing) choosingCurves.value = null;
  };
  const { pane } = choosing;
  const add = (chosen: readonly Tag[]) =>
    openInExplore({ tags: chosen.map(({ tagUid }) => tagUid), ...(pane === undefined ? {} : { pane }) });
  return (
    <Choice key={choosing} asset={asset} tags={index.tagsOf(asset.assetUid)} shown={shown} add={add} close={close} />
  );
}

interface Choosing {
  readonly asset: Asset;
  readonly tags: readonly Tag[];
  readonly shown: Tag | undefined;
  readonly add: (tags: readonly Tag[]) => void;
  readonly close: () => void;
}

function Choice({ asset, tags, shown, add, close }: Choosing) {
  const [{ offered, ticked }] = useState(() => curvesOf(tags, shown, readChoices()));
  const [chosen, setChosen] = useState(ticked);
  const toggle = (tag: Tag) =>
    setChosen((before) => (before.includes(tag) ? before.filter((one) => one !== tag) : [...before, tag]));
  const show = (event: Event) => {
    event.preventDefault();
    storeChoices(withChoice(readChoices(), chosen));
    add(chosen);
    close();
  };
  const count = tags.filter(isCurve).length;
  return (
    <Dialog label={t("explore.choose-name", { name: asset.label })} kind="curves" onClose={close}>
      <form onSubmit={show}>
        <h2>{t("explore.choose", { name: asset.label })}</h2>
        {offered.map((tag) => (
          <label key={tag.ref} class="curve-choice">
            <input type="checkbox" checked={chosen.includes(tag)} onChange={() => toggle(tag)} />
            <span class="tag-name">{tagTitle(tag)}</span>
            <LiveValue tag={tag.ref} />
          </label>
        ))}
        {offered.length === 0 ? <p class="empty">{t("explore.choose-none")}</p> : null}
        <div class="dialog-buttons">
          <button type="submit" class="button" disabled={chosen.length === 0}>
            {t("explore.open")}
          </button>
          {count > offered.length ? (
            <button
              type="button"
              class="button"
              onClick={() => {
                selected.value = asset.assetUid;
                screen.value = "explore";
                close();
              }}
            >
              {t("explore.choose-all", { count })}
            </button>
          ) : null}
          <button type="button" class="button" onClick={close}>
            {t("help.close")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
