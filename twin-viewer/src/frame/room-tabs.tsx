import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  choosingCurves,
  DRAGGED_ASSET,
  DRAGGED_TAG,
  droppedAsset,
  droppedTag,
  openInExplore,
} from "../data/explore-link.ts";
import { type Screen, screen } from "../data/signals.ts";
import { language } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";

/** Tabs of the rooms. Where some find no place, a menu beside them lists all (rule PG24). */
export function RoomTabs({ rooms }: { rooms: readonly Screen[] }) {
  const tabs = useRef<HTMLElement>(null);
  const [isCut, setIsCut] = useState(false);
  const [tabsPx, setTabsPx] = useState(0);
  const content = `${rooms.join()} ${language.value}`;
  useLayoutEffect(() => {
    const list = tabs.current;
    if (list === null) return undefined;
    const look = () => {
      const [first, last] = [list.firstElementChild, list.lastElementChild];
      if (!(first instanceof HTMLElement && last instanceof HTMLElement)) return;
      const neededPx = last.offsetLeft + last.offsetWidth - first.offsetLeft;
      // With the place that the menu takes: tabs that fit without it need none.
      setIsCut(neededPx > (list.parentElement?.clientWidth ?? 0) + 1);
      setTabsPx(neededPx);
    };
    const observer = new ResizeObserver(look);
    // The tabs too, because the font that comes later makes them wider.
    for (const one of [list, ...list.children]) observer.observe(one);
    look();
    return () => observer.disconnect();
  }, [content]);
  return (
    <div class="rooms">
      <nav ref={tabs} class={`tabs${isCut ? " is-cut" : ""}`} aria-label={t("screen.list")}>
        {rooms.map((one) => (
          <Tab key={one} room={one} isCut={isCut} tabsPx={tabsPx} />
        ))}
      </nav>
      {isCut ? <RoomMenu rooms={rooms} /> : null}
    </div>
  );
}

/** A tag that is dropped on the tab of the room opens there; of an asset, the user chooses tags first. */
const TAKES_TAGS = {
  onDragOver: (event: DragEvent) => {
    const types = event.dataTransfer?.types ?? [];
    if (types.includes(DRAGGED_TAG) || types.includes(DRAGGED_ASSET)) event.preventDefault();
  },
  onDrop: (event: DragEvent) => {
    const [tag, asset] = [droppedTag(event), droppedAsset(event)];
    if (tag !== undefined) openInExplore({ tags: [tag] });
    else if (asset !== undefined) choosingCurves.value = asset;
    else return;
    event.preventDefault();
  },
};

function Tab({ room, isCut, tabsPx }: { room: Screen; isCut: boolean; tabsPx: number }) {
  const tab = useRef<HTMLButtonElement>(null);
  const isCurrent = screen.value === room;
  // Where the tabs scroll, as on a phone, the current tab stays in sight, also when the menu takes its place beside
  // or the font makes tabs wider.
  useEffect(() => {
    if (isCurrent) tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isCurrent, isCut, tabsPx]);
  return (
    <button
      ref={tab}
      type="button"
      class="tab"
      data-screen={room}
      aria-current={isCurrent ? "page" : undefined}
      onClick={() => (screen.value = room)}
      {...(room === "explore" ? TAKES_TAGS : {})}
    >
      {t(`screen.${room}`)}
    </button>
  );
}

function RoomMenu({ rooms }: { rooms: readonly Screen[] }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (menu.current !== null) menu.current.open = false;
  };
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || menu.current?.open !== true) return;
    event.stopPropagation();
    close();
    menu.current.querySelector("summary")?.focus();
  };
  const closeWhenLeft = ({ relatedTarget }: FocusEvent) => {
    if (!(relatedTarget instanceof Node) || menu.current?.contains(relatedTarget) !== true) close();
  };
  return (
    <details ref={menu} class="menu room-menu" onKeyDown={closeByKey} onFocusOut={closeWhenLeft}>
      <summary class="button icon" aria-label={t("screen.all")}>
        ⋯
      </summary>
      <div class="menu-body">
        {rooms.map((room) => (
          <button
            key={room}
            type="button"
            class="menu-choice"
            aria-current={screen.value === room ? "page" : undefined}
            // The press must not take the focus away, which would close the menu before the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              screen.value = room;
              close();
            }}
          >
            {t(`screen.${room}`)}
          </button>
        ))}
      </div>
    </details>
  );
}
