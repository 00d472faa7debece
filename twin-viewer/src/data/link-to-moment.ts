import { language } from "../i18n/chosen.ts";
import { formatAddress } from "./address.ts";
import { openBalance } from "./balance-link.ts";
import { cameraPose } from "./camera-pose.ts";
import { exploreText } from "./explore-link.ts";
import { edgeNowMs, floorMarks, layer, pinned, plant, planView, screen, selected, theme } from "./signals.ts";

/** A link that shows a colleague the present view: the instant is fixed, live or not. */
export function linkToMoment(): { readonly atMs: number; readonly link: string } {
  const atMs = Math.floor(edgeNowMs());
  const label = selected.value === null ? undefined : plant.value?.asset(selected.value)?.label;
  const camera = cameraPose();
  const hash = formatAddress({
    screen: screen.value,
    language: language.value,
    theme: theme.value,
    plan: planView.value,
    layer: layer.value,
    marks: [...floorMarks.value],
    atMs,
    ...(pinned.value === null ? {} : { pinnedMs: pinned.value }),
    ...(screen.value === "explore" && exploreText.value !== "" ? { explore: exploreText.value } : {}),
    ...(screen.value === "energy" && openBalance.value !== "" ? { balance: openBalance.value } : {}),
    ...(camera === undefined ? {} : { camera }),
    ...(label === undefined ? {} : { asset: label }),
  });
  return { atMs, link: `${window.location.origin}${window.location.pathname}${hash}` };
}
