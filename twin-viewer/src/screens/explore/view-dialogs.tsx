import { useEffect, useState } from "preact/hooks";
import type { Scope } from "../../../../edge/contracts/explore/record.ts";
import { wordsOf } from "../../data/api.ts";
import { isAtEdge } from "../../data/carried.ts";
import { usePlant } from "../../data/context.ts";
import { type EntryOf, fetchSaved, saveRecord } from "../../data/explore-api.ts";
import { formatMoment } from "../../data/format.ts";
import { newUid } from "../../data/new-uid.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { t } from "../../i18n/language.ts";
import { Dialog } from "../../panels/dialog.tsx";
import type { BoardCurve } from "./board.ts";
import { assetsOf } from "./load.ts";
import { RemoveButton } from "./remove-button.tsx";
import { board, loaded, openedView } from "./state.ts";
import { boardOf, contentOf } from "./view-content.ts";

type View = EntryOf<"views">;

/** Saving the question under a name, and opening a saved one: of the user, or of the plant. The edge keeps them. */
export function ViewButtons() {
  const [open, setOpen] = useState<"save" | "open" | null>(null);
  const close = () => setOpen(null);
  if (!isAtEdge()) return null;
  return (
    <>
      <button type="button" class="button small" aria-haspopup="dialog" onClick={() => setOpen("open")}>
        {t("explore.views")}
      </button>
      <button
        type="button"
        class="button small"
        aria-haspopup="dialog"
        disabled={board.value.curves.length === 0}
        onClick={() => setOpen("save")}
      >
        {t("explore.save")}
      </button>
      {open === "save" ? <SaveDialog onClose={close} /> : null}
      {open === "open" ? <OpenDialog onClose={close} /> : null}
    </>
  );
}

/** The present question as a record. */
export function presentContent(index: PlantIndex | null, name: string): View["content"] {
  return contentOf(board.value, name, {
    unitOf: (curve: BoardCurve) => loaded.value.curves.get(curve.id)?.unit ?? "",
    assets: index === null ? [] : assetsOf(board.value, index).map(({ assetUid }) => assetUid),
  });
}

function SaveDialog({ onClose }: { onClose: () => void }) {
  const index = usePlant();
  const opened = openedView.value?.mayChange === true ? openedView.value : null;
  const [name, setName] = useState(opened?.content.name ?? "");
  const [scope, setScope] = useState<Scope>(opened?.scope ?? "mine");
  const [failure, setFailure] = useState("");
  // One uid for the dialog: a second press after a lost answer saves nothing twice.
  const [uid] = useState(newUid);
  const save = async (changed: View | null) => {
    try {
      const record = { scope, content: presentContent(index, name.trim()) };
      openedView.value =
        changed === null
          ? await saveRecord("views", uid, record)
          : await saveRecord("views", changed.uid, { ...record, revision: changed.revision });
      onClose();
    } catch (error) {
      setFailure(wordsOf(error));
    }
  };
  return (
    <Dialog label={t("explore.save-title")} kind="explore" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save(null);
        }}
      >
        <h2>{t("explore.save-title")}</h2>
        <div class="explore-form">
          <input
            class="explore-input"
            required
            maxLength={120}
            aria-label={t("explore.name")}
            placeholder={t("explore.name")}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <ScopeChoice scope={scope} onChoose={setScope} />
          {opened === null ? null : (
            <button type="button" class="button" disabled={name.trim() === ""} onClick={() => void save(opened)}>
              {t("explore.save-changes")}
            </button>
          )}
          <button type="submit" class="button">
            {t(opened === null ? "explore.save" : "explore.save-new")}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t("help.close")}
          </button>
        </div>
        {failure === "" ? null : (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Who sees a record. */
export function ScopeChoice({ scope, onChoose }: { scope: Scope; onChoose: (scope: Scope) => void }) {
  return (
    <select
      class="explore-select"
      aria-label={t("explore.scope")}
      value={scope}
      onChange={(event) => onChoose(event.currentTarget.value === "plant" ? "plant" : "mine")}
    >
      <option value="mine">{t("explore.scope-mine")}</option>
      <option value="plant">{t("explore.scope-plant")}</option>
    </select>
  );
}

function OpenDialog({ onClose }: { onClose: () => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const [views, setViews] = useState<readonly View[] | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const read = () =>
    void fetchSaved("views").then(setViews, (error: unknown) => {
      setFailure(wordsOf(error));
    });
  useEffect(read, []);
  return (
    <Dialog label={t("explore.views")} kind="explore" onClose={onClose}>
      <div class="card-head">
        <h2>{t("explore.views")}</h2>
        <button type="button" class="button small" onClick={onClose}>
          {t("help.close")}
        </button>
      </div>
      {failure === "" ? null : (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {views?.length === 0 ? <p class="empty">{t("explore.no-views")}</p> : null}
      <ul class="explore-records">
        {(views ?? []).map((view) => (
          <li key={view.uid}>
            <button
              type="button"
              class="link"
              onClick={() => {
                board.value = boardOf(view.content);
                openedView.value = view;
                onClose();
              }}
            >
              {view.content.name}
            </button>
            <span class="card-note">
              {t(`explore.scope-${view.scope}`)} · {view.owner} · {formatMoment(Date.parse(view.changedAt), zone)}
            </span>
            <RemoveButton of="views" entry={view} name={view.content.name} onRemoved={read} onFailure={setFailure} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
