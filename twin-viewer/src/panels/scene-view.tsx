import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../data/api.ts";
import { setCameraReader } from "../data/camera-pose.ts";
import { causePath } from "../data/cause-path.ts";
import { usePlant, useSession } from "../data/context.ts";
import { dragAsset } from "../data/explore-link.ts";
import { standingRisk } from "../data/live-risk.ts";
import { pinnedMirror } from "../data/pinned-moment.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { futureGhost, played } from "../data/played.ts";
import type { Session } from "../data/session.ts";
import {
  alerts,
  connection,
  dictionaryVersion,
  floorMarks,
  hovered,
  isLookReduced,
  isolated,
  layer,
  linksVersion,
  motionDelayMs,
  plant,
  planView,
  sceneLook,
  second,
  selected,
  theme,
  wantedCamera,
} from "../data/signals.ts";
import { wallText } from "../data/wall-text.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { type Glass, theGlass } from "../scene/glass.ts";
import { Labels } from "../scene/labels.ts";
import { readPalette } from "../scene/palette.ts";
import { Stage } from "../scene/stage.ts";
import { FirstSteps } from "./first-steps.tsx";
import { hiddenLabels } from "./hidden-labels.tsx";
import { labelsOf } from "./labels-of.ts";
import { LayerQuestions, paintLayer } from "./layer-picture.tsx";
import { lazyComponent } from "./lazy.tsx";
import { Legend } from "./legend.tsx";
import { panelText } from "./panel-text.ts";
import { openMark, shownRegister } from "./register-map.ts";
import { SceneButtons } from "./scene-buttons.tsx";
import { sceneKeys } from "./scene-keys.ts";
import { listenToPointer } from "./scene-pointer.ts";

/** What lies over the picture and must not be covered by labels. */
const OBSTACLES = ".scene-buttons > *, .legend, .compass, .first-steps, .spread";

const SpreadPanel = lazyComponent(async () => (await import("./spread/spread-panel.tsx")).SpreadPanel, {
  isSilent: true,
});

/** Ties the stage to the page's signals; undone by the returned function. */
function connect(stage: Stage, session: Session): () => void {
  const repaint = () => {
    const picture = paintLayer(stage.plant, session);
    const labels = labelsOf(stage.plant, alerts.value, {
      selected: selected.value,
      hovered: hovered.value,
      picture,
      index: plant.value,
      mirror: session.mirror,
    });
    stage.show(picture, labels);
  };
  const undo = [
    session.onDirty((dirty) => stage.update(dirty)),
    effect(() => {
      dictionaryVersion.value;
      stage.plant.rebind(performance.now());
      stage.invalidate();
    }),
    effect(() => {
      language.value;
      stage.dress(readPalette(theme.value === "dark"), local);
    }),
    effect(() => {
      dictionaryVersion.value;
      stage.plant.setGhosts((played.value === null ? null : futureGhost.value?.mirror) ?? pinnedMirror.value);
      stage.invalidate();
    }),
    effect(() => {
      second.value;
      motionDelayMs.value = Math.round(stage.plant.delayMs / 10) * 10;
      // Ghosts follow once a second: they show places, not motion.
      if (pinnedMirror.peek() === null) return;
      stage.plant.refreshGhosts();
      stage.invalidate();
    }),
    effect(() => {
      if (wantedCamera.value === null) return;
      stage.view.setPose(wantedCamera.value);
      wantedCamera.value = null;
      stage.invalidate();
    }),
    effect(() => stage.wear(sceneLook.value)),
    effect(() => stage.setAlerts(alerts.value)),
    effect(() => stage.setSelected(selected.value)),
    effect(() => {
      linksVersion.value;
      connection.value;
      stage.refreshFreshness();
    }),
    effect(() => {
      stage.plant.isolate(isolated.value ? selected.value : null);
      stage.plant.showOnFloor({ routes: floorMarks.value.has("vehicles"), zones: floorMarks.value.has("safety") });
      stage.invalidate();
    }),
    effect(() => {
      stage.view.setPlan(planView.value);
      stage.invalidate();
    }),
    effect(() => {
      // Figures follow once a second: text that changes faster cannot be read.
      second.value;
      linksVersion.value;
      language.value;
      dictionaryVersion.value;
      wallText.value;
      // What begins to stand must be seen at once.
      standingRisk.value;
      shownRegister.value;
      repaint();
      stage.refreshPanels();
    }),
  ];
  return () => {
    for (const one of undo) one();
  };
}

/** The 3D picture with its labels and buttons. */
export function SceneView({ onStage, onOverview }: { onStage: (stage: Stage | null) => void; onOverview: () => void }) {
  const index = usePlant();
  return (
    <section class="scene" aria-label={t("screen.overview")}>
      {index === null ? (
        <p class="scene-note">{t("app.loading")}</p>
      ) : (
        // What moves begins a future at its place in the config, not where it is now.
        <Canvas key={`${index.plant.site.id} ${played.value === null}`} onStage={onStage} />
      )}
      <SceneButtons onOverview={onOverview} />
      <Legend />
      <LayerQuestions />
      <FirstSteps />
      {causePath.value !== null && layer.value === "spread" ? <SpreadPanel /> : null}
    </section>
  );
}

function Canvas({ onStage }: { onStage: (stage: Stage | null) => void }) {
  const session = useSession();
  const labels = useRef<HTMLDivElement>(null);
  const compass = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState("");
  const shown = plant.value;
  useEffect(() => {
    if (labels.current === null || shown === null) return undefined;
    const glass = theGlass();
    glass.canvas.className = "scene-canvas";
    glass.canvas.tabIndex = 0;
    // Arrow keys steer the camera, so screen readers must pass them on.
    glass.canvas.setAttribute("role", "application");
    labels.current.before(glass.canvas);
    const listening = new AbortController();
    let stage: Stage;
    try {
      stage = startStage({ glass, labels: labelsIn(labels.current) }, shown, {
        session,
        compass,
        listening: listening.signal,
      });
    } catch (error) {
      setFailure(wordsOf(error));
      return undefined;
    }
    const disconnect = connect(stage, session);
    setCameraReader(() => stage.view.pose);
    onStage(stage);
    return () => {
      onStage(null);
      setCameraReader(undefined);
      disconnect();
      listening.abort();
      stage.dispose();
      glass.canvas.remove();
    };
  }, [shown, session, onStage]);
  const name = t("scene.label");
  useEffect(() => theGlass().canvas.setAttribute("aria-label", name), [name]);
  return (
    <>
      <div class="labels" ref={labels} />
      <div class="compass" ref={compass} title={t("scene.north")}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M10 1.500 14 11 10 9 6 11Z" />
          <text x="10" y="18.500">
            N
          </text>
        </svg>
      </div>
      {failure === "" ? null : <p class="scene-note">{t("scene.failed", { reason: failure })}</p>}
    </>
  );
}

/** The labels over the picture. Zones have some too, but cannot be selected. */
function labelsIn(host: HTMLElement): Labels {
  return new Labels(host, {
    obstacles: () => [...(host.closest(".scene")?.querySelectorAll(OBSTACLES) ?? [])],
    hidden: (labels) => {
      hiddenLabels.value = labels;
    },
    picked: ({ asset, icon, key }) => {
      if (icon !== undefined) openMark.value = key;
      if (asset !== undefined) selected.value = asset;
    },
    dragged: ({ asset, tag }, event) => {
      if (asset !== undefined) dragAsset(event, { asset, tag });
    },
  });
}

function startStage(
  hosts: { glass: Glass; labels: Labels },
  index: PlantIndex,
  page: { session: Session; compass: { current: HTMLDivElement | null }; listening: AbortSignal },
): Stage {
  const palette = readPalette(theme.value === "dark");
  const { mirror } = page.session;
  const stage: Stage = new Stage(
    hosts,
    { index, mirror, palette, panelText: (asset) => panelText(asset, index, mirror) },
    {
      stepped: (step) => (isLookReduced.value = step !== "full"),
      camera: () => {
        if (page.compass.current !== null) page.compass.current.style.transform = `rotate(${stage.view.north}rad)`;
      },
    },
  );
  listenToPointer(hosts.glass.canvas, stage, page.listening);
  hosts.glass.canvas.addEventListener("keydown", (event) => sceneKeys(event, stage.view), { signal: page.listening });
  return stage;
}
