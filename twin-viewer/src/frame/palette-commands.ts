import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { help } from "../data/help-place.ts";
import { chooseLayer } from "../data/layer-choice.ts";
import { linkToMoment } from "../data/link-to-moment.ts";
import { startRecap } from "../data/recap.ts";
import type { PaletteCommand } from "../data/search.ts";
import type { Session } from "../data/session.ts";
import {
  FLOOR_MARKS,
  isolated,
  plant,
  planView,
  SCREENS,
  sceneLook,
  screen,
  sharing,
  theme,
  toggleMark,
  treeOpen,
} from "../data/signals.ts";
import { startTour } from "../data/tour.ts";
import { wallText } from "../data/wall-text.ts";
import { CATALOGUE } from "../i18n/catalogue.ts";
import { language } from "../i18n/chosen.ts";
import { LAYER_LIST, layersOf } from "../scene/layers/list.ts";
import { hasTab } from "../screens/rooms-there.ts";

/** Every action of the keys, and some more, by name. */
export function paletteCommands(session: Session, overview: () => void): readonly PaletteCommand[] {
  const index = plant.value;
  const rooms = SCREENS.filter((one) => hasTab(one, index));
  return [
    ...rooms.map(
      (one): PaletteCommand => ({
        id: `screen ${one}`,
        name: CATALOGUE[`screen.${one}`],
        run: () => (screen.value = one),
      }),
    ),
    { id: "overview", name: CATALOGUE["help.overview"], run: overview },
    { id: "plan", name: CATALOGUE["help.plan"], run: () => (planView.value = !planView.value) },
    {
      id: "look",
      name: CATALOGUE["help.look"],
      run: () => (sceneLook.value = sceneLook.value === "showcase" ? "operating" : "showcase"),
    },
    { id: "tree", name: CATALOGUE["help.tree"], run: () => (treeOpen.value = true) },
    { id: "isolate", name: CATALOGUE["asset.isolate"], run: () => (isolated.value = !isolated.value) },
    ...(index === null ? [] : layersOf(index)).map(
      (id): PaletteCommand => ({
        id: `layer ${id}`,
        name: ofLayer(CATALOGUE[LAYER_LIST[id].name]),
        run: () => chooseLayer(id),
      }),
    ),
    ...FLOOR_MARKS.map(
      (mark): PaletteCommand => ({
        id: `mark ${mark}`,
        name: CATALOGUE[`help.mark-${mark}`],
        run: () => toggleMark(mark),
      }),
    ),
    { id: "wall", name: CATALOGUE["help.wall"], run: () => (wallText.value = !wallText.value) },
    { id: "live", name: CATALOGUE["help.live"], run: () => session.live() },
    {
      id: "recap",
      name: CATALOGUE["time.recap"],
      run: () => {
        if (index !== null) void startRecap(session, index.plant.site);
      },
    },
    { id: "share", name: CATALOGUE["share.open"], run: () => (sharing.value = linkToMoment()) },
    {
      id: "language",
      name: CATALOGUE["help.language"],
      run: () => (language.value = language.value === "zh" ? "en" : "zh"),
    },
    {
      id: "theme",
      name: CATALOGUE["help.theme"],
      run: () => (theme.value = theme.value === "light" ? "dark" : "light"),
    },
    { id: "help", name: CATALOGUE["help.open"], run: () => (help.value = { tab: "room" }) },
    { id: "guides", name: CATALOGUE["help.tab-guides"], run: () => (help.value = { tab: "guides" }) },
    { id: "keys", name: CATALOGUE["help.tab-keys"], run: () => (help.value = { tab: "keys" }) },
    { id: "tour", name: CATALOGUE["tour.start"], run: startTour },
    { id: "layout", name: CATALOGUE["scene.edit-layout"], run: () => (screen.value = "layout") },
    { id: "labels", name: CATALOGUE["labels.title"], run: () => window.location.assign("labels.html") },
  ];
}

/** The command that shows a layer, in both languages, because search finds either. */
function ofLayer(name: LocalizedText): LocalizedText {
  const { en, zh } = CATALOGUE["layer.command"];
  return { en: en.replace("{name}", name.en), zh: zh.replace("{name}", name.zh) };
}
