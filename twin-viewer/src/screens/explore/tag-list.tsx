import { useState } from "preact/hooks";
import { calculatedTagUid } from "../../../../edge/contracts/explore/calculated-tag.ts";
import type { TagUid } from "../../../../edge/contracts/plant/tag.ts";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { dragsTag } from "../../data/explore-link.ts";
import { searchTags } from "../../data/search.ts";
import { selected } from "../../data/signals.ts";
import { unitSymbol } from "../../data/units.ts";
import { usePinyin } from "../../data/use-pinyin.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";
import { MOST_CURVES, tagOf, without, withSource } from "./board.ts";
import { board, calculated, change } from "./state.ts";

/** More lines than anyone reads; one more word shortens the list. */
const MOST = 120;

interface Line {
  readonly uid: TagUid;
  readonly label: string;
  readonly name: string;
  readonly unit: string;
}

/** Every tag with numbers or states, to search and to add: by click, by Enter, or by dragging it into a pane. */
export function TagList() {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const lines = useLines(words);
  const chosen = Math.min(at, lines.length - 1);
  const shown = new Set(board.value.curves.map(tagOf));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const line = lines[chosen];
    if (step !== 0) {
      const next = Math.max(0, Math.min(lines.length - 1, chosen + step));
      setAt(next);
      document.getElementById(`explore-tag-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && line !== undefined) toggle(line.uid);
    else return;
    event.preventDefault();
  };
  return (
    <section class="explore-tags" aria-label={t("explore.tags")}>
      <input
        type="text"
        autocomplete="off"
        class="page-search"
        role="combobox"
        aria-expanded="true"
        aria-controls="explore-tag-list"
        aria-activedescendant={lines.length === 0 ? undefined : `explore-tag-${chosen}`}
        aria-label={t("explore.find")}
        placeholder={t("explore.find")}
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="explore-tag-list" class="explore-tag-list" role="listbox" aria-label={t("explore.tags")} tabIndex={-1}>
        {lines.map((line, i) => (
          <div
            key={line.uid}
            id={`explore-tag-${i}`}
            class="explore-tag"
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            title={line.uid}
            {...dragsTag(line.uid)}
            onClick={() => {
              setAt(i);
              toggle(line.uid);
            }}
            onKeyDown={onKeyDown}
          >
            <span class="explore-tag-mark" aria-hidden="true">
              {shown.has(line.uid) ? "✓" : ""}
            </span>
            <span class="explore-tag-asset">{line.label}</span>
            <span class="explore-tag-name">{line.name}</span>
            <span class="explore-tag-unit">{unitSymbol(line.unit)}</span>
            {shown.has(line.uid) ? <span class="visually-hidden">{t("explore.is-shown")}</span> : null}
          </div>
        ))}
      </div>
      {lines.length === 0 ? <p class="empty">{t("search.none")}</p> : null}
      {board.value.curves.length >= MOST_CURVES ? (
        <p class="card-note">{t("explore.full", { count: MOST_CURVES })}</p>
      ) : null}
      {lines.length >= MOST ? <p class="card-note">{t("explore.more-tags", { count: MOST })}</p> : null}
    </section>
  );
}

/** Calculated tags first, then those of the plant. Without words, those of the selected asset. */
function useLines(words: string): readonly Line[] {
  const index = usePlant();
  const pinyin = usePinyin();
  if (index === null) return [];
  const asset = selected.value === null ? undefined : index.asset(selected.value);
  const wanted = words.trim().toLowerCase();
  const own = calculated.value
    .filter(({ content }) => wanted !== "" && content.name.toLowerCase().includes(wanted))
    .map(
      ({ uid, content }): Line => ({
        uid: calculatedTagUid(uid),
        label: "ƒ",
        name: content.name,
        unit: content.unit,
      }),
    );
  const found = searchTags(index, words, { pinyin, first: asset, most: MOST });
  return [
    ...own,
    ...found.map(
      (tag): Line => ({
        uid: tag.tagUid,
        label: assetName(index, tag.assetUid),
        name: tagTitle(tag),
        unit: tag.unit ?? "",
      }),
    ),
  ];
}

/** Adds a tag to the chart, or takes it away again. */
function toggle(uid: TagUid): void {
  const there = board.value.curves.find((curve) => tagOf(curve) === uid);
  change((before) => (there === undefined ? withSource(before, { tag: uid }) : without(before, there.id)));
}
