import type { JSX } from "preact";
import type { AssetUid } from "../../../edge/contracts/tag.ts";

interface DockProps {
  /** Flies to an asset in the picture. */
  readonly focus: (uid: AssetUid) => void;
}

/** One room of the page. It puts its cards into the dock beside the picture, or covers the picture with a page of its own. */
export interface ScreenView {
  /** The single key that opens it. */
  readonly key: string;
  readonly Dock: (props: DockProps) => JSX.Element;
  /** Stands where the picture stands, for what needs the width. */
  readonly Page?: () => JSX.Element;
}
