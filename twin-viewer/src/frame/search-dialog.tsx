import { useState } from "preact/hooks";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import { usePlant, useSession } from "../data/context.ts";
import { type Hit, searchPlant } from "../data/search.ts";
import { alerts, openAlert, openTrend, searching, selected } from "../data/signals.ts";
import { usePinyin } from "../data/use-pinyin.ts";
import { tagTitle } from "../i18n/components.ts";
import { local, t } from "../i18n/language.ts";
import { Dialog } from "../panels/dialog.tsx";
import { paletteCommands } from "./palette-commands.ts";

/**
 * Finds assets, tags, alerts, pieces and commands in both languages. Choosing a command runs it; choosing anything
 * else selects it and flies there.
 */
export function SearchDialog({
  onFocus,
  onOverview,
}: {
  onFocus: (uid: Asset["assetUid"]) => void;
  onOverview: () => void;
}) {
  if (!searching.value) return null;
  const close = () => {
    searching.value = false;
  };
  return (
    <Dialog label={t("search.label")} kind="search" onClose={close}>
      <Search
        onOverview={onOverview}
        onClose={close}
        onPick={({ kind, key, asset, tag, command }) => {
          close();
          if (command !== undefined) {
            command.run();
            return;
          }
          if (asset === undefined) return;
          selected.value = asset.assetUid;
          // An open trend stays: users often compare the next value with it.
          if (tag?.type === "number") openTrend.value = tag.ref;
          if (kind === "alert") openAlert.value = { alertUid: key };
          onFocus(asset.assetUid);
        }}
      />
    </Dialog>
  );
}

function Search({
  onPick,
  onOverview,
  onClose,
}: {
  onPick: (hit: Hit) => void;
  onOverview: () => void;
  onClose: () => void;
}) {
  const index = usePlant();
  const session = useSession();
  const pinyin = usePinyin();
  const [question, setQuestion] = useState("");
  const [at, setAt] = useState(0);
  const hits =
    index === null
      ? []
      : searchPlant(
          {
            index,
            mirror: session.mirror,
            commands: paletteCommands(session, onOverview),
            alerts: alerts.value,
            pinyin,
          },
          question,
        );
  const onKeyDown = (event: KeyboardEvent) => {
    // A search field would use the first Escape to clear itself.
    if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((before) =>
        Math.min(Math.max(0, hits.length - 1), Math.max(0, before + (event.key === "ArrowDown" ? 1 : -1))),
      );
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
            key={hit.key}
            id={`hit-${i}`}
            class="hit"
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(hit)}
            onKeyDown={onKeyDown}
          >
            <span class="hit-label">{hit.piece ?? hit.asset?.label ?? ""}</span>
            <span class="hit-name">{nameOf(hit)}</span>
            <span class="hit-place">
              {hit.asset === undefined || index === null
                ? t(`search.kind-${hit.kind}`)
                : `${t(`search.kind-${hit.kind}`)} · ${index.trail(hit.asset).map(local).join(" · ")}`}
            </span>
          </div>
        ))}
      </div>
    </>
  );
}

function nameOf({ kind, asset, tag, command, message }: Hit): string {
  if (command !== undefined) return local(command.name);
  if (message !== undefined) return local(message);
  if (kind === "piece") return asset === undefined ? "" : `${asset.label} · ${local(asset.name)}`;
  return tag !== undefined ? tagTitle(tag) : asset === undefined ? "" : local(asset.name);
}
