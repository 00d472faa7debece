import { useState } from "preact/hooks";
import type { Asset } from "../../../edge/contracts/plant.ts";
import { usePlant } from "../data/context.ts";
import { type Hit, searchPlant } from "../data/search.ts";
import { openTrend, searching, selected } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";
import { Dialog } from "./dialog.tsx";

/** Finds assets and tags in both languages; choosing one selects it and flies there. */
export function SearchDialog({ onFocus }: { onFocus: (uid: Asset["assetUid"]) => void }) {
  if (!searching.value) return null;
  const close = () => {
    searching.value = false;
  };
  return (
    <Dialog label={t("search.label")} kind="search" onClose={close}>
      <Search
        onPick={({ asset, tag }) => {
          close();
          selected.value = asset.assetUid;
          openTrend.value = tag?.type === "number" ? tag.ref : null;
          onFocus(asset.assetUid);
        }}
      />
    </Dialog>
  );
}

function Search({ onPick }: { onPick: (hit: Hit) => void }) {
  const index = usePlant();
  const [question, setQuestion] = useState("");
  const [at, setAt] = useState(0);
  const hits = index === null ? [] : searchPlant(index, question);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((before) => Math.min(Math.max(0, hits.length - 1), Math.max(0, before + (event.key === "ArrowDown" ? 1 : -1))));
    }
    const hit = hits[at];
    if (event.key === "Enter" && hit !== undefined) {
      event.preventDefault();
      onPick(hit);
    }
  };
  return (
    <>
      <input
        class="search-input"
        type="search"
        autocomplete="off"
        aria-controls="search-hits"
        aria-activedescendant={hits.length === 0 ? undefined : `hit-${at}`}
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        value={question}
        onInput={(event) => {
          setQuestion(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {hits.length === 0 ? <p class="empty">{t("search.none")}</p> : null}
      <div class="hits" id="search-hits" role="listbox" aria-label={t("search.label")} tabIndex={-1}>
        {hits.map((hit, i) => (
          <div
            key={`${hit.asset.assetUid}|${hit.tag?.ref ?? ""}`}
            id={`hit-${i}`}
            class="hit"
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(hit)}
            onKeyDown={onKeyDown}
          >
            <span class="hit-label">{hit.asset.label}</span>
            <span class="hit-name">{hit.tag === undefined ? local(hit.asset.name) : local(hit.tag.name)}</span>
            <span class="hit-place">{index === null ? "" : index.trail(hit.asset).map(local).join(" · ")}</span>
          </div>
        ))}
      </div>
    </>
  );
}
