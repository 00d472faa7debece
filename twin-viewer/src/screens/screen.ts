import type { JSX } from "preact";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import type { LayerId } from "../data/signals.ts";

interface DockProps {
  /** Flies to an asset in the picture. */
  readonly focus: (uid: AssetUid) => void;
}

/**
 * One room of the page. It puts its cards into the dock beside the picture, or covers the picture with a page of its
 * own.
 */
export interface ScreenView {
  /** The single key that opens it; empty for none. */
  readonly key: string;
  /** Layer of the picture while the room is open, unless the user chose another; absent where a page covers it. */
  readonly layer?: LayerId;
  /** Whether the plant has data for the room, and so a tab; absent means always. */
  readonly isThere?: (index: PlantIndex) => boolean;
  /** The dock takes more room than the picture. */
  readonly isWide?: true;
  /** The page takes the whole width, and there is no dock. */
  readonly isWhole?: true;
  readonly Dock: (props: DockProps) => JSX.Element;
  /** Covers the picture, for content that needs the width. */
  readonly Page?: (props: object) => JSX.Element;
}
